// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/checkpoint/tensor.h"

#include <array>
#include <cstddef>
#include <cstdint>

namespace lens::engine {

// Turns stored elements into numbers: floats where a float holds every value, doubles elsewhere.
// Quantised elements are dequantised in float32, as torch does.
class Decoder
{
public:
    enum class Complex { Magnitude, Components };

    // Unsupported for dtypes without numbers. `channelRun` as View::channelRun.
    static Result<Decoder> of(const TensorData &tensor, std::uint64_t channelRun,
                              Complex complex = Complex::Magnitude);

    bool doubles() const { return m_doubles; }
    // Numbers per stored element: 2 for float4_e2m1fn_x2 and for components of complex elements.
    unsigned lanes() const { return m_lanes; }
    // Smaller numbers than this, zero aside, are subnormal in the dtype; 0 where it has none.
    double smallestNormal() const { return m_smallestNormal; }

    // Turns big-endian items around in place: once after they were read, before any decode().
    void prepare(std::byte *items, std::uint64_t count) const;
    // `count` elements of the walk from `first` on, into room for count * lanes() numbers. Only the
    // one of doubles() may be called. The numbers may be the items themselves (which are aligned to
    // their size): use what is returned.
    const float *decode(const std::byte *items, std::uint64_t first, std::uint64_t count,
                        float *out) const;
    const double *decode(const std::byte *items, std::uint64_t first, std::uint64_t count,
                         double *out) const;

private:
    float dequantized(double stored, std::size_t channel) const;
    void dequantize(const std::byte *items, std::uint64_t first, std::uint64_t count,
                    float *out) const;
    void fillTable();
    template <typename T>
    void applySigns(T *numbers, std::uint64_t count) const;

    DType m_dtype = DType::Undefined; // of a component, for components
    const TensorData *m_tensor = nullptr;
    std::uint64_t m_channelRun = 1;
    bool m_doubles = false, m_dequantize = false, m_table = false;
    unsigned m_lanes = 1;
    double m_smallestNormal = 0;
    std::array<float, 256> m_values{}; // what a byte means
};

// The number an 8-bit dtype writes as `bits`; quantised and integer dtypes: the stored integer.
float valueOfByte(DType dtype, std::uint8_t bits);
// The two numbers of float4_e2m1fn_x2.
float valueOfNibble(unsigned bits);
// Turns big-endian elements of `components` bytes around, in place.
void swapBytes(std::byte *bytes, std::uint64_t length, unsigned componentSize);
// Changes the sign of every `step`th component of a floating-point dtype, from `first` on.
void negateFloats(std::byte *bytes, std::uint64_t length, unsigned componentSize, unsigned first,
                  unsigned step);

} // namespace lens::engine
