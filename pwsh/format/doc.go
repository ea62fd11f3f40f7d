// Package format turns objects into text for a person: tables, lists, wide lists and the views of known
// types, as PowerShell's formatting system lays them out. A [Writer] takes the records of all streams
// and writes text; a [Request] is what a Format- cmdlet asks for.
//
// Rules of the layout:
//
//   - Values that have no properties to show (text, numbers, booleans) are lines of their own.
//   - An object of a known type is shown by its view. Another one is a table where it has up to four
//     properties, else a list. The first object decides the columns; objects that follow join as long as
//     they are of the same view or share a column, and begin a block of their own otherwise.
//   - The widths of a table come from the rows that are waiting when it is first drawn: all of them up
//     to some hundreds, or those until [Writer.Settle].
//   - Columns that do not fit are cut on the right, then left out.
//   - Widths are those of grapheme clusters. Control characters of data are shown as PowerShell
//     escapes, so that data cannot steer a terminal (S-56).
package format
