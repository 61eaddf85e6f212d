//! Cells, their graph, runs, undo, the file format.
