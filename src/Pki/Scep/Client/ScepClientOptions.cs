namespace SocketWarp.Pki.Scep.Client;

/// <summary>The options of a SCEP client: the server, whom it believes and how long it waits.</summary>
public sealed record ScepClientOptions
{
    /// <summary>The server's URL, such as <c>http://ca.example.com/scep</c>; SCEP protects its messages itself.</summary>
    public required Uri Server { get; init; }

    /// <summary>SHA-256 over the authority's certificate (DER). Null: any server is believed, which is good only over https.</summary>
    public byte[]? CaFingerprint { get; init; }

    /// <summary>The time for one HTTP request, answer included.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The pause between two questions whether a pending certificate is there.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How often is asked before the client gives up: half an hour with the default interval.</summary>
    public int MaxPolls { get; init; } = 30;

    /// <summary>The algorithms and the clock.</summary>
    public ScepPolicy Policy { get; init; } = new();
}
