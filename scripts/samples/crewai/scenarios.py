"""All scenarios by name, each with the forms in which it is written."""

from importlib.metadata import version

SCENARIOS = {}


def scenario(*forms):
    def register(function):
        SCENARIOS[function.__name__.replace("_", "-")] = (function, forms)
        return function

    return register


# Each registers its scenarios; crewai 0.x works in text mode only and has scripts of its own.
if version("crewai").startswith("0."):
    import text_mode  # noqa: E402, F401
else:
    import healthy  # noqa: E402, F401
    import looks_bad  # noqa: E402, F401
    import failing  # noqa: E402, F401
    import shapes  # noqa: E402, F401
    import kept  # noqa: E402, F401
