"""Write the tables of docs/reference/scenarios.md: the library, and the measures.

python docs/scenario_tables.py
"""

from __future__ import annotations

from pathlib import Path

import trustgame as tg
from trustgame.scenarios.measures import MEASURES

PAGE = Path(__file__).parent / "reference" / "scenarios.md"


def library() -> str:
    """Return the table of the library."""
    lines = [
        "| name | id | tier | minutes | claim | judged |",
        "|---|---|---|---|---|---|",
    ]
    for name, row in tg.scenarios.table().iterrows():
        judged = row["judged"].replace("; ", "<br>")
        lines.append(
            f"| `{name}` | {row['id']} | {row['tier']} | {row['minutes']} "
            f"| {row['claim']} | {judged} |"
        )
    return "\n".join(lines)


def measures() -> str:
    """Return the table of the measures."""
    lines = [
        "| `measure` | what it is | needs | may have | `of` |",
        "|---|---|---|---|---|",
    ]
    for name, measure in MEASURES.items():
        needs, may = (_keys(keys) for keys in (measure.required, measure.optional))
        lines.append(
            f"| `{name}` | {measure.says} | {needs} | {may} | {', '.join(measure.of)} |"
        )
    return "\n".join(lines)


def _keys(keys: tuple[str, ...]) -> str:
    """Return keys as a page shows them."""
    return ", ".join(f"`{key}`" for key in keys)


def page() -> str:
    """Return the page with its tables as they are now."""
    text = PAGE.read_text(encoding="utf-8")
    for name, table in (("library", library()), ("measures", measures())):
        begin, end = f"<!-- {name}: docs/scenario_tables.py -->", f"<!-- {name}: end -->"
        before, _, rest = text.partition(begin)
        text = f"{before}{begin}\n\n{table}\n\n{end}{rest.partition(end)[2]}"
    return text


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
