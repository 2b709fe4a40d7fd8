"""All scenarios by name, each with the forms in which it is written."""

SCENARIOS = {}


def scenario(*forms):
    def register(function):
        SCENARIOS[function.__name__.replace("_", "-")] = (function, forms)
        return function

    return register


import healthy  # noqa: E402, F401 - registers its scenarios
import looks_bad  # noqa: E402, F401
import failing  # noqa: E402, F401
import endings  # noqa: E402, F401
