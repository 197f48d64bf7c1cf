using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;

namespace SocketWarp.Protocol.Rest;

/// <summary>Body of PATCH <c>/api/v1/clients/{uid}</c>.</summary>
public sealed record ScepClientUpdate
{
    [Required]
    [Description("Those to set, and null for those to remove; others stay. A value that is an object is replaced as a whole.")]
    public IReadOnlyDictionary<string, JsonElement>? Attributes { get; init; }
}
