# SPDX-License-Identifier: GPL-3.0-or-later
"""What was asked, what was wrong, and what could not be asked."""
import os
import traceback

MOST_SHOWN = 60


class Report:
    def __init__(self, title):
        self.title = title
        self.checked = 0
        self.problems, self.notes = [], []

    def note(self, text):
        """Something that this PyTorch cannot do, said once."""
        self.notes.append(text)

    def ask(self, name, check, *args):
        """Collects what one check says of one file; an exception is a problem too."""
        self.checked += 1
        try:
            found = check(*args)
        except AssertionError as error:
            found = [str(error)]
        except Exception:
            found = [traceback.format_exc(limit=-4)]
        self.problems += [f"{os.path.basename(name)}: {check.__name__}: {text}" for text in found]

    def print(self):
        for text in self.notes:
            print("note:", text)
        for text in self.problems[:MOST_SHOWN]:
            print("PROBLEM", text)
        print(f"{self.title}: {self.checked} checks, {len(self.problems)} problems")
