namespace SocketWarp.Client;

/// <summary>The address of a service, the way in, and the limits of calls.</summary>
public sealed class ApiClientOptions
{
    /// <summary>10 s: the service itself waits up to 3 s for a gateway.</summary>
    public static readonly TimeSpan DefaultCallTimeout = TimeSpan.FromSeconds(10);

    /// <summary>30 s: a service that restores what it takes at most works for less.</summary>
    public static readonly TimeSpan DefaultTransferTimeout = TimeSpan.FromSeconds(30);

    /// <summary>The service's root, <c>http://</c> or <c>https://</c>; behind a reverse proxy with the path under which the proxy serves it.</summary>
    public required Uri Address { get; init; }

    /// <summary>The path of a Unix socket on which the service is reached instead of by the host and port of <see cref="Address"/>; null: by those.</summary>
    public string? SocketPath { get; init; }

    /// <summary>The token that is sent as "Bearer"; null: none is sent. It never appears in messages.</summary>
    public string? Token { get; init; }

    /// <summary>
    /// The PEM file of the authorities that the service's certificate must come from; null: those that the system trusts. It is read once, when
    /// the client is made.
    /// </summary>
    public string? CaFile { get; init; }

    /// <summary>The longest a call may take, connecting and the whole answer included. Default: <see cref="DefaultCallTimeout"/>.</summary>
    public TimeSpan CallTimeout { get; init; } = DefaultCallTimeout;

    /// <summary>
    /// The longest that no byte of a backup, a restore or its answer may move. A transfer that moves may take any time. Default:
    /// <see cref="DefaultTransferTimeout"/>.
    /// </summary>
    public TimeSpan TransferTimeout { get; init; } = DefaultTransferTimeout;

    /// <summary>The longest that a watch may be silent. 30 s: three of the service's beats.</summary>
    public TimeSpan WatchTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The most bytes of an answer. 64 MiB: 10,000 assignments with the longest names are 10 MB.</summary>
    public int MaxAnswerBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>The most bytes of a backup. 1 GiB: far more than a service takes back.</summary>
    public long MaxBackupBytes { get; init; } = 1024L * 1024 * 1024;

    /// <summary>
    /// Called with the JSON of each answer, a problem or the header of a backup included, before it is read: for programs that pass on the
    /// service's own words, with members that this version does not know.
    /// </summary>
    public Action<ReadOnlyMemory<byte>>? Answered { get; init; }
}
