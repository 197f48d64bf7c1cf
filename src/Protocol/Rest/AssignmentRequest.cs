using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace SocketWarp.Protocol.Rest;

/// <summary>Body of POST and PUT <c>/api/v1/assignments</c>: "gateway port P carries protocol X to target T behind uid U".</summary>
public sealed record AssignmentRequest
{
    [Description(
        "1 to 64 of a-z, 0-9, '-', '_' and '.'. PUT: the assignment to create or replace; without it gateway, protocol and port name it. POST: chosen "
            + "when left out."
    )]
    public string? Id { get; init; }

    [Description("The gateway that listens. Default: \"default\".")]
    public string? Gateway { get; init; }

    [Description("\"tcp\", the default.")]
    public string? Protocol { get; init; }

    [Required]
    [Description("1 to 65535; 0: the gateway chooses, and the assignment keeps what it chose.")]
    public int? Port { get; init; }

    [Description("The gateway's IP address to listen on. Default: the gateway's own setting.")]
    public string? ListenAddress { get; init; }

    [Required]
    [Description("The identity in the connector's certificate (subject CN).")]
    public string? Uid { get; init; }

    [Required]
    [Description("What the connector dials: \"host:port\", \"[v6]:port\" or \"unix:/path\".")]
    public string? Target { get; init; }

    [Description("Visitors at once; 0, the default: the gateway's own limit.")]
    public int? MaxVisitors { get; init; }

    [Description("For people; at most 256 characters.")]
    public string? Description { get; init; }
}
