// SPDX-License-Identifier: GPL-3.0-or-later
// Writes what C++ programs write with LibTorch: torch::save of a tensor, tensors, a module and an
// optimizer after a step, and pickle_save of a dictionary. Usage: cppfiles FOLDER. The values are
// counted up, so that who reads them knows them.
#include <torch/csrc/jit/serialization/pickle.h>
#include <torch/nn/modules/batchnorm.h>
#include <torch/nn/modules/linear.h>
#include <torch/optim/adam.h>
#include <torch/serialize.h>

#include <fstream>
#include <string>

namespace {

at::Tensor counted(std::int64_t rows, std::int64_t columns, double first)
{
    return torch::arange(rows * columns, torch::kFloat32).reshape({rows, columns}) + first;
}

struct Net : torch::nn::Module
{
    Net()
    {
        fc = register_module("fc", torch::nn::Linear(3, 2));
        norm = register_module("norm", torch::nn::BatchNorm1d(2));
        torch::NoGradGuard still;
        fc->weight.copy_(counted(2, 3, 1));
        fc->bias.copy_(counted(1, 2, 7).reshape(2));
    }
    torch::nn::Linear fc{nullptr};
    torch::nn::BatchNorm1d norm{nullptr};
};

void saveOptimizer(const Net &net, const std::string &path)
{
    torch::optim::Adam adam(net.parameters(), torch::optim::AdamOptions(0.25));
    for (auto &parameter : net.parameters())
        parameter.mutable_grad() = torch::ones_like(parameter);
    adam.step();
    torch::save(adam, path);
}

void savePickle(const std::string &path)
{
    c10::Dict<std::string, at::Tensor> values;
    values.insert("a", counted(2, 2, 1));
    values.insert("b", torch::arange(3));
    const auto bytes = torch::jit::pickle_save(values);
    std::ofstream(path, std::ios::binary)
        .write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

} // namespace

int main(int count, char **arguments)
{
    if (count != 2)
        return 2;
    const std::string folder = std::string(arguments[1]) + '/';
    auto net = std::make_shared<Net>();
    torch::save(counted(2, 3, 1), folder + "tensor.pt");
    torch::save(std::vector<at::Tensor>{counted(2, 2, 1), torch::arange(3)}, folder + "vector.pt");
    torch::save(net, folder + "module.pt");
    savePickle(folder + "pickle_save.pt");
    saveOptimizer(*net, folder + "adam.pt");
    return 0;
}
