"""The copy in which code is changed, and where in our own code a change stands."""

import ast
import re
import shutil
from pathlib import Path

MADE = shutil.ignore_patterns(".git", ".venv", "var", "staticfiles", "__pycache__", ".*_cache", ".hypothesis", ".env")


def copy_of(root: Path, copy: Path, module: str) -> None:
    """The tree without what was made in it, ready for mutmut."""
    shutil.copytree(root, copy, ignore=MADE)
    path = copy / module
    path.write_text(undecorated(path.read_text()))


def undecorated(source: str) -> str:
    """The same module with its functions decorated at its end: mutmut passes by those that are where they stand."""
    lines, after = source.splitlines(), []
    for node in ast.parse(source).body:
        if isinstance(node, ast.FunctionDef) and node.decorator_list:
            wrapped = node.name
            for decorator in reversed(node.decorator_list):
                wrapped = f"{ast.unparse(decorator)}({wrapped})"
            after.append(f"{node.name} = {wrapped}")
            for number in range(node.decorator_list[0].lineno, node.lineno):
                lines[number - 1] = ""
    return "\n".join([*lines, *after, ""])


def place_of(name: str, diff: str, root: Path, module: str) -> str:
    """`file:line` of a mutant and what was changed there, from the diff of its function."""
    function = re.split("[.ǁ]", name.partition("__mutmut_")[0])[-1].removeprefix("x_")
    hunk = diff[diff.index("@@ -") :].splitlines()
    begins = int(re.findall(r"\d+", hunk[0])[0])
    unchanged = next(number for number, line in enumerate(hunk[1:]) if line[0] in "+-")
    changed = [f"    {line}" for line in hunk[1:] if line[:1] in ("+", "-")]
    line = _line_of(function, (root / module).read_text()) + begins - 1 + unchanged
    return "\n".join([f"{module}:{line}", *changed])


def _line_of(function: str, source: str) -> int:
    nodes = ast.walk(ast.parse(source))
    return next(node.lineno for node in nodes if isinstance(node, ast.FunctionDef) and node.name == function)
