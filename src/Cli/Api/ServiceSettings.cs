namespace SocketWarp.Cli.Api;

/// <summary>Where a service is, and how to be let in.</summary>
internal record ServiceSettings
{
    public string? Api { get; init; }

    public string? TokenFile { get; init; }

    public string? CaFile { get; init; }
}
