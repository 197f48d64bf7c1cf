using SocketWarp.ControlApi.Store;
using SocketWarp.Protocol.Rest;
using SocketWarp.Web.Http;

namespace SocketWarp.ControlApi.Backup;

/// <summary>Problems of a restore that are not a line's.</summary>
internal static class RestoreProblems
{
    public static ApiProblem Full() =>
        Problems.Create(
            StatusCodes.Status507InsufficientStorage,
            "store-full",
            "The store is full",
            "the backup has more assignments than the store takes",
            null,
            null,
            $"raise the setting {StateSettings.Section}:{nameof(StateSettings.MaxAssignments)}"
        );
}
