using SocketWarp.Cli.Output;
using SocketWarp.Protocol.Rest;

namespace SocketWarp.Cli.Status;

internal static class ConnectorTable
{
    // Time enough to renew by hand.
    private const int SoonDays = 14;

    public static IReadOnlyList<Column> Columns { get; } =
    [
        new("CONNECTOR"),
        new("NAME"),
        new("STATE"),
        new("SINCE", Right: true),
        new("GATEWAY"),
        new("REMOTE"),
        new("PROTOCOL"),
        new("ROUND TRIP", Right: true),
        new("CERTIFICATE", Right: true),
        new("TUNNELS", Right: true),
    ];

    public static IReadOnlyList<Cell> Row(ConnectorView connector, DateTimeOffset now) =>
        [
            connector.Uid,
            connector.Name,
            new Cell(
                Words.Name(connector.State),
                connector.State switch
                {
                    ConnectorStatus.Connected => Tone.Good,
                    ConnectorStatus.Disconnected => Tone.Bad,
                    _ => Tone.Warning,
                }
            ),
            Words.Ago(now - connector.Since),
            connector.Gateway,
            connector.Remote,
            connector.Protocol,
            Words.Milliseconds(connector.RoundTripMilliseconds),
            connector.CertificateExpires is { } expires ? Certificate(expires - now) : Cell.None,
            connector.Tunnels,
        ];

    /// <summary>Shows the whole days that are left.</summary>
    private static Cell Certificate(TimeSpan left) =>
        left <= TimeSpan.Zero ? new Cell("expired", Tone.Bad) : new Cell($"{(int)left.TotalDays} days", left.TotalDays < SoonDays ? Tone.Warning : Tone.Plain);
}
