using SocketWarp.Protocol;
using Spectre.Console;

namespace SocketWarp.Cli.Output;

/// <summary>A table without lines: a header, then one row per thing, so that <c>awk</c> can read it as well as people.</summary>
internal static class Grid
{
    private const int Gap = 2;

    public static void Write(Voice voice, IReadOnlyList<Column> columns, IEnumerable<IReadOnlyList<Cell>> rows)
    {
        var table = new Table().NoBorder().NoSafeBorder();
        foreach (var column in columns)
        {
            var last = ReferenceEquals(column, columns[^1]);
            table.AddColumn(
                new TableColumn(new Text(column.Name, new Style(decoration: Decoration.Bold)))
                {
                    Alignment = column.Right ? Justify.Right : Justify.Left,
                    Padding = new Padding(0, 0, last ? 0 : Gap, 0),
                }
            );
        }

        foreach (var row in rows)
            table.AddRow(row.Select(Render));
        voice.Data(table);
    }

    private static Text Render(Cell cell) =>
        new(
            PeerText.Clean(cell.Text, int.MaxValue),
            cell.Tone switch
            {
                Tone.Good => new Style(Color.Green),
                Tone.Warning => new Style(Color.Yellow),
                Tone.Bad => new Style(Color.Red),
                _ => Style.Plain,
            }
        );
}
