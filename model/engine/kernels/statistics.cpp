// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/engine/numbers.h"
