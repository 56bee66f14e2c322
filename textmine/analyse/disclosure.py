"""Disclosure control: small counts are hidden so that nobody can work them out again."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

import networkx as nx
import numpy as np
import pandas as pd
from numpy.typing import NDArray

_Mask = NDArray[np.bool_]
_Floats = NDArray[np.float64]
_Cell = tuple[int, int]


def suppress_small_cells(
    frame: pd.DataFrame,
    *,
    minimum: int = 5,
    total_row: Hashable | None = None,
    total_column: Hashable | None = None,
    totals_known: bool = True,
) -> pd.DataFrame:
    """The table of counts with NaN for cells from 1 to ``minimum`` - 1 and for others that would give them away.

    A hidden cell stays hidden against subtraction from totals, also over several rows and columns, and the hidden
    cells of one row or column never add up to less than ``minimum``. Zeros are published.

    Parameters
    ----------
    frame : DataFrame
        Counts of disjoint groups, rows x columns, not negative; columns that are not numeric pass unchanged. NaN
        counts as hidden already.
    minimum : int
        Smallest count that may be published.
    total_row, total_column : label, optional
        Totals that stand in the frame; they are checked and hidden like any cell.
    totals_known : bool
        Whether the reader may know totals that do not stand in the frame; if False only cells below ``minimum`` (and
        what the totals in the frame give away) are hidden. A table of one column has no row totals, and vice versa.

    Returns
    -------
    DataFrame
        Same labels; numeric columns as float64.

    Raises
    ------
    ValueError
        For negative counts or a label that is not there.

    Source: Hundepool et al. 2012, Statistical Disclosure Control, chapter 4; a hidden cell can be computed exactly when
    it is a bridge of the graph of rows and columns (Gusfield 1988, SIAM J. Comput. 17:552).
    """
    if total_row is not None and total_row not in frame.index:
        raise ValueError(f"total_row {total_row!r} is not in the index")
    if total_column is not None and total_column not in frame.columns:
        raise ValueError(f"total_column {total_column!r} is not a column")
    counted: list[Hashable] = [name for name in frame.columns if pd.api.types.is_numeric_dtype(frame[name])]
    result = frame.copy()
    if not counted or frame.empty:
        return result
    values = frame[counted].to_numpy(dtype=np.float64, copy=True)
    if (values < 0).any():
        raise ValueError("counts must not be negative")
    rows = _inside_first(list(frame.index), total_row)
    columns = _inside_first(counted, total_column)
    table = values[np.ix_(rows, columns)]
    layout = _Layout(table.shape[0], table.shape[1], total_row is not None, total_column is not None, totals_known)
    hidden = _suppress(table, layout, minimum)
    table[hidden] = np.nan
    values[np.ix_(rows, columns)] = table
    for position, name in enumerate(counted):
        result[name] = values[:, position]
    return result


def _inside_first(labels: list[Hashable], total: Hashable | None) -> list[int]:
    """Positions of the labels, that of the total last."""
    positions = range(len(labels))
    return sorted(positions, key=lambda position: total is not None and labels[position] == total)


@dataclass(frozen=True, slots=True)
class _Layout:
    """Shape of a table whose totals, if they stand in it, are its last row and column."""

    n_rows: int
    n_columns: int
    has_total_row: bool
    has_total_column: bool
    totals_known: bool

    @property
    def rows_add_up(self) -> bool:
        return self.has_total_column or (self.totals_known and self.n_columns > 1)

    @property
    def columns_add_up(self) -> bool:
        return self.has_total_row or (self.totals_known and self.n_rows > 1)

    def lines_of(self, cell: _Cell) -> list[list[_Cell]]:
        """The row and the column of a cell, as far as the reader knows their sums."""
        row, column = cell
        lines = []
        if self.rows_add_up:
            lines.append([(row, other) for other in range(self.n_columns)])
        if self.columns_add_up:
            lines.append([(other, column) for other in range(self.n_rows)])
        return lines

    def lines(self) -> list[tuple[list[_Cell], _Cell | None]]:
        """Every row and column whose sum the reader knows: its parts, and its total if that stands in the table."""
        found: list[tuple[list[_Cell], _Cell | None]] = []
        if self.rows_add_up:
            for row in range(self.n_rows):
                cells = [(row, column) for column in range(self.n_columns)]
                found.append((cells[:-1], cells[-1]) if self.has_total_column else (cells, None))
        if self.columns_add_up:
            for column in range(self.n_columns):
                cells = [(row, column) for row in range(self.n_rows)]
                found.append((cells[:-1], cells[-1]) if self.has_total_row else (cells, None))
        return found


def _suppress(table: _Floats, layout: _Layout, minimum: int) -> _Mask:
    """Hide small cells, then the cheapest further cell of every line that gives one away, until none does."""
    hidden: _Mask = np.isnan(table) | ((table > 0) & (table < minimum))
    # What was hidden before is taken to be publishable in size: only its being unknown matters.
    sizes = np.where(np.isnan(table), float(minimum), table)
    exhausted: set[tuple[_Cell, ...]] = set()
    while True:
        lines = [line for line in _leaking_lines(sizes, hidden, layout, minimum) if tuple(line) not in exhausted]
        if not lines:
            return hidden
        for line in lines:
            open_cells = [cell for cell in line if not hidden[cell]]
            if not open_cells:
                exhausted.add(tuple(line))
                continue
            hidden[min(open_cells, key=lambda cell: _price(cell, sizes, hidden))] = True
            break


def _price(cell: _Cell, sizes: _Floats, hidden: _Mask) -> tuple[bool, bool, float, _Cell]:
    """Zeros last (the reader knows that no count is negative), cells in a row and column of hidden ones first."""
    crosses = bool(hidden[cell[0]].any() and hidden[:, cell[1]].any())
    return bool(sizes[cell] == 0), not crosses, float(sizes[cell]), cell


def _leaking_lines(sizes: _Floats, hidden: _Mask, layout: _Layout, minimum: int) -> list[list[_Cell]]:
    leaking: list[list[_Cell]] = []
    for parts, total in layout.lines():
        unknown = [cell for cell in parts if hidden[cell]]
        together = sum(sizes[cell] for cell in unknown)
        whole = sum(sizes[cell] for cell in parts)
        if unknown and not (total is not None and hidden[total]) and together < minimum <= whole:
            leaking.append(parts if total is None else [*parts, total])
    if leaking:
        return leaking
    return [line for cell in _computable_cells(hidden, layout) for line in layout.lines_of(cell)]


def _computable_cells(hidden: _Mask, layout: _Layout) -> list[_Cell]:
    """Hidden cells that the sums of rows and columns determine: the bridges between row and column nodes."""
    graph = nx.MultiGraph()
    cells: dict[frozenset[str], _Cell] = {}
    for row, column in np.argwhere(hidden).tolist():
        ends = (f"r{row}" if layout.rows_add_up else "free", f"c{column}" if layout.columns_add_up else "free")
        if ends[0] != ends[1]:
            graph.add_edge(*ends)
            cells[frozenset(ends)] = (row, column)
    return sorted(cells[frozenset(edge)] for edge in nx.bridges(graph))
