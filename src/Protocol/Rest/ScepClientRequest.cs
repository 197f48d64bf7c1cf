using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;

namespace SocketWarp.Protocol.Rest;

/// <summary>Body of POST <c>/api/v1/clients</c>.</summary>
public sealed record ScepClientRequest
{
    [Required]
    [Description("The common name of its certificates.")]
    public string? Uid { get; init; }

    /// <summary>What else is known of it, by name.</summary>
    public IReadOnlyDictionary<string, JsonElement>? Attributes { get; init; }

    [Description("Makes its first one-time secret too. Left out: it gets none.")]
    public ScepSecretRequest? Secret { get; init; }
}
