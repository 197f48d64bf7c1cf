using System.Diagnostics.CodeAnalysis;
using SocketWarp.Protocol.Rest;

namespace SocketWarp.ControlApi.Rest;

/// <summary>What came of a write: the assignment as it is now, or the problem.</summary>
internal readonly record struct WriteResult(AssignmentView? View, bool Created, ApiProblem? Problem)
{
    [MemberNotNullWhen(true, nameof(View))]
    [MemberNotNullWhen(false, nameof(Problem))]
    public bool IsDone => Problem is null;

    public static WriteResult Done(AssignmentView view, bool created) => new(view, created, null);

    public static WriteResult Failed(ApiProblem problem) => new(null, false, problem);
}
