# SPDX-License-Identifier: GPL-3.0-or-later
"""Files that were made to break readers of checkpoints, and what has to be said of each."""
