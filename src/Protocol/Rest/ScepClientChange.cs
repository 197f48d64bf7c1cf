using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;

namespace SocketWarp.Protocol.Rest;

/// <summary>Body of PATCH <c>/api/v1/clients/{uid}</c>, a merge patch (RFC 7396).</summary>
public sealed record ScepClientChange
{
    [Required]
    [Description("Attributes to set; one that is null is removed, one that is not named stays.")]
    public IReadOnlyDictionary<string, JsonElement>? Attributes { get; init; }
}
