using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;

namespace SocketWarp.QuicGateway.Admission;

/// <summary>Ports and ranges of them: <c>20000-20100,443</c>.</summary>
internal sealed class PortRanges
{
    private readonly (int First, int Last)[] _ranges;

    private PortRanges((int First, int Last)[] ranges) => _ranges = ranges;

    public static bool TryParse(string text, [NotNullWhen(true)] out PortRanges? ports)
    {
        ports = null;
        var ranges = new List<(int First, int Last)>();
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            var dash = part.IndexOf('-', StringComparison.Ordinal);
            var first = ParsePort(dash < 0 ? part : part.AsSpan(0, dash));
            var last = dash < 0 ? first : ParsePort(part.AsSpan(dash + 1));
            if (first == 0 || last < first)
                return false;
            ranges.Add((first, last));
        }

        ports = new PortRanges([.. ranges]);
        return true;
    }

    public bool Contains(int port)
    {
        foreach (var (first, last) in _ranges)
        {
            if (port >= first && port <= last)
                return true;
        }

        return false;
    }

    /// <returns>0 when it is not a port.</returns>
    private static int ParsePort(ReadOnlySpan<char> text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= IPEndPoint.MaxPort ? port : 0;
}
