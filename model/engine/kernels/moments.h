// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/engine/numbers.h"

#include <limits>

namespace lens::engine {

// A sum in float64 that keeps what each addition rounds away (Neumaier's variant of Kahan's).
class Sum
{
public:
    void add(double value);
    void add(const Sum &other);
    void scale(double factor);
    double value() const { return m_sum + m_lost; }

private:
    double m_sum = 0, m_lost = 0;
};

// What one pass learns of some elements; two of them are merged without loss (Chan, Golub and
// LeVeque, "Updating formulae and a pairwise algorithm for computing sample variances", 1979).
struct Moments
{
    std::uint64_t finite = 0, zeros = 0, subnormal = 0;
    std::uint64_t nan = 0, positiveInf = 0, negativeInf = 0;
    double min = std::numeric_limits<double>::infinity(); // of the finite
    double max = -std::numeric_limits<double>::infinity();
    Sum sum, l1;
    double squares = 0; // of the distances from the mean

    void merge(const Moments &other);
    // As if every element were there `weight` times.
    void repeat(std::uint64_t weight);
    Statistics statistics() const;
};

// Adds `count` numbers; `smallestNormal` as Decoder's.
void addMoments(Moments &moments, const float *numbers, std::uint64_t count, double smallestNormal);
void addMoments(Moments &moments, const double *numbers, std::uint64_t count,
                double smallestNormal);

} // namespace lens::engine
