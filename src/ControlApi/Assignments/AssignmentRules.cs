using System.Net;
using SocketWarp.Protocol;
using SocketWarp.Protocol.Rest;
using SocketWarp.Web.Http;

namespace SocketWarp.ControlApi.Assignments;

/// <summary>What an assignment must look like. The first thing that is wrong is reported.</summary>
internal static class AssignmentRules
{
    private const int MaxDescription = 256;

    // A gateway holds far fewer; the bound keeps the number inside what every part can count.
    private const int MaxVisitorsLimit = 1_000_000;

    public static bool TryRead(AssignmentRequest request, string id, out Assignment assignment, out ApiProblem problem)
    {
        assignment = null!;
        problem = Check(request, id, out var target)!;
        if (problem is not null)
            return false;
        assignment = new Assignment
        {
            Id = id,
            Gateway = request.Gateway ?? ControlContract.DefaultGateway,
            Protocol = AssignedProtocol.Tcp,
            Port = request.Port!.Value,
            ListenAddress = request.ListenAddress is { Length: > 0 } address ? IPAddress.Parse(address).ToString() : "",
            Uid = request.Uid!,
            Target = target.ToString(),
            MaxVisitors = request.MaxVisitors ?? 0,
            Description = request.Description ?? "",
        };
        return true;
    }

    private static ApiProblem? Check(AssignmentRequest request, string id, out TargetAddress target)
    {
        target = default;
        if (!ControlContract.IsId(id))
            return Problems.Invalid("id", id, $"id is {PeerText.Quote(id)}", ControlContract.IdFix);
        if (request.Gateway is { } gateway && !ControlContract.IsId(gateway))
            return Problems.Invalid("gateway", gateway, $"gateway is {PeerText.Quote(gateway)}", ControlContract.IdFix);
        if (request.Protocol is "udp")
            return Problems.Invalid("protocol", "udp", "protocol udp is not there yet, a later version brings it", "write \"tcp\", or leave it out");
        if (request.Protocol is not (null or "tcp"))
            return Problems.Invalid("protocol", request.Protocol, $"protocol is {PeerText.Quote(request.Protocol)}", "write \"tcp\", or leave it out");
        if (request.Port is not (>= 0 and <= 65535))
            return Problems.Invalid(
                "port",
                $"{request.Port}",
                request.Port is null ? "port is missing" : $"port is {request.Port}",
                "write a number from 1 to 65535, or 0 to let the gateway choose"
            );
        if (request.ListenAddress is { Length: > 0 } address && !IPAddress.TryParse(address, out _))
            return Problems.Invalid(
                "listenAddress",
                address,
                $"listenAddress is {PeerText.Quote(address)}",
                "write an IP address of the gateway, such as 127.0.0.1 or ::, or leave it out"
            );
        if (!Uid.TryValidate(request.Uid, out var error))
            return Problems.Invalid("uid", request.Uid, error);
        if (!TargetAddress.TryParse(request.Target, out target, out error))
            return Problems.Invalid("target", request.Target, error);
        if (request.MaxVisitors is < 0 or > MaxVisitorsLimit)
            return Problems.Invalid(
                "maxVisitors",
                $"{request.MaxVisitors}",
                $"maxVisitors is {request.MaxVisitors}",
                $"write a number from 1 to {MaxVisitorsLimit}, or 0 for the gateway's own limit"
            );
        if (request.Description is { Length: > MaxDescription } description)
            return Problems.Invalid("description", description, $"description has {description.Length} characters", $"write at most {MaxDescription}");
        return null;
    }
}
