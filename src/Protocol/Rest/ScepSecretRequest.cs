using System.ComponentModel;

namespace SocketWarp.Protocol.Rest;

/// <summary>Body of POST <c>/api/v1/clients/{uid}/secret</c>. The server chooses the secret.</summary>
public sealed record ScepSecretRequest
{
    [Description("How long it waits for its use, such as \"30m\". Default: \"1d\", or Scep:Secrets:MaxLifetime where that is less.")]
    public string? Lifetime { get; init; }

    [Description("How long the client's certificates still hold once the next one is there. Default: Scep:RenewalOverlap.")]
    public string? Overlap { get; init; }
}
