using System.Security;
using System.Text;

namespace SocketWarp.Bench.Report;

/// <summary>Draws medians as SVG: one panel a unit, one group of bars a measure, one bar a subject.</summary>
internal static class BarChart
{
    private const int Width = 900;
    private const int Left = 20;
    private const int BarsHeight = 140;
    private const int PanelHeight = BarsHeight + 70;
    private const int LegendLine = 20;

    /// <summary>Distinguishable by the colour-blind (Okabe and Ito).</summary>
    private static readonly string[] Colours = ["#999999", "#E69F00", "#56B4E9", "#009E73", "#D55E00", "#0072B2", "#CC79A7", "#F0E442"];

    public static string Render(IReadOnlyList<string> titles, Medians medians)
    {
        var legend = 10 + LegendLine * titles.Count;
        var top = legend + LegendLine * medians.Subjects.Count + 30;
        var height = top + PanelHeight * medians.Columns.Count;
        var svg = new StringBuilder($"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Width} {height}" font-family="sans-serif" font-size="12">""");
        svg.Append($"""{"\n"}<rect width="{Width}" height="{height}" fill="white"/>{"\n"}""");
        for (var i = 0; i < titles.Count; i++)
            Text(svg, Left, LegendLine * (i + 1), titles[i]);
        for (var i = 0; i < medians.Subjects.Count; i++)
        {
            var y = legend + LegendLine * i;
            Bar(svg, Left, y, 12, 12, Colour(i));
            Text(svg, Left + 18, y + 11, medians.Subjects[i]);
        }

        for (var i = 0; i < medians.Columns.Count; i++)
            Panel(svg, top + PanelHeight * i, medians, medians.Columns[i]);
        return svg.Append("</svg>\n").ToString();
    }

    private static void Panel(StringBuilder svg, double top, Medians medians, UnitColumn column)
    {
        Text(svg, Left, top, column.Unit, "font-weight=\"bold\"");
        var bottom = top + 24 + BarsHeight;
        var highest = column.Measures.SelectMany(m => medians.Subjects.Select(s => medians.Find(s, column.Unit, m) ?? 0)).Append(0).Max();
        var group = (Width - 2.0 * Left) / column.Measures.Count;
        var bar = Math.Min(60, group * 0.9 / medians.Subjects.Count);
        for (var m = 0; m < column.Measures.Count; m++)
        {
            var start = Left + group * m;
            for (var s = 0; s < medians.Subjects.Count; s++)
            {
                if (medians.Find(medians.Subjects[s], column.Unit, column.Measures[m]) is not { } value)
                    continue;
                var height = highest > 0 ? Math.Max(0, value) / highest * BarsHeight : 0;
                Bar(svg, start + bar * s, bottom - height, bar - 2, height, Colour(s));
                Text(svg, start + bar * (s + 0.5), bottom - height - 3, Figures.Format(value), "text-anchor=\"middle\" font-size=\"9\"");
            }

            Text(svg, start + bar * medians.Subjects.Count / 2, bottom + 16, column.Measures[m], "text-anchor=\"middle\"");
        }

        svg.Append($"""<path d="M{Left} {bottom:0.#}H{Width - Left}" stroke="black"/>{"\n"}""");
    }

    private static string Colour(int subject) => Colours[subject % Colours.Length];

    private static void Bar(StringBuilder svg, double x, double y, double width, double height, string colour) =>
        svg.Append($"""<rect x="{x:0.#}" y="{y:0.#}" width="{width:0.#}" height="{height:0.#}" fill="{colour}"/>{"\n"}""");

    private static void Text(StringBuilder svg, double x, double y, string text, string attributes = "") =>
        svg.Append($"""<text x="{x:0.#}" y="{y:0.#}" {attributes}>{SecurityElement.Escape(text)}</text>{"\n"}""");
}
