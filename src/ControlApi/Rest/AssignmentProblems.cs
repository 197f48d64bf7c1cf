using SocketWarp.ControlApi.Assignments;
using SocketWarp.Protocol.Rest;
using SocketWarp.Web.Http;

namespace SocketWarp.ControlApi.Rest;

/// <summary>What stands in the way of a change.</summary>
internal static class AssignmentProblems
{
    public static ApiProblem PortTaken(Assignment holder) =>
        Problems.Create(
            StatusCodes.Status409Conflict,
            "port-taken",
            "The port is taken",
            $"port {holder.Port} of gateway \"{holder.Gateway}\" belongs to assignment \"{holder.Id}\" of uid \"{holder.Uid}\"",
            "port",
            $"{holder.Port}",
            "choose another port, or delete that assignment"
        );

    public static ApiProblem IdTaken(string id) =>
        Problems.Create(
            StatusCodes.Status409Conflict,
            "id-taken",
            "The id is taken",
            $"assignment \"{id}\" exists",
            "id",
            id,
            "choose another id, leave it out, or replace the assignment with PUT"
        );

    public static ApiProblem RevisionMismatch(Assignment current) =>
        Problems.Create(
            StatusCodes.Status412PreconditionFailed,
            "changed-meanwhile",
            "Changed meanwhile",
            $"assignment \"{current.Id}\" is at revision {current.Revision}",
            "If-Match",
            null,
            "read it again and repeat the change"
        );

    public static ApiProblem StoreFull(int limit) =>
        Problems.Create(
            StatusCodes.Status507InsufficientStorage,
            "store-full",
            "The store is full",
            $"the store has {limit} assignments, its limit",
            null,
            null,
            "delete some, or raise the setting State:MaxAssignments"
        );
}
