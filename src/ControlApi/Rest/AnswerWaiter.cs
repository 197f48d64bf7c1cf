using SocketWarp.Base;
using SocketWarp.ControlApi.Assignments;
using SocketWarp.ControlApi.Gateways;
using SocketWarp.Protocol.Rest;

namespace SocketWarp.ControlApi.Rest;

/// <summary>Waits until a gateway has said what became of a change; not for a gateway that is away, and not when we are stopping.</summary>
internal sealed class AnswerWaiter(IAssignmentStore store, GatewayRegistry registry, IHostApplicationLifetime lifetime, TimeProvider time)
{
    /// <summary>The assignment once its state is more than pending, or as it is when the time is over; null when it is gone.</summary>
    public async Task<AssignmentView?> ForStateAsync(string id, TimeSpan timeout, CancellationToken cancellationToken)
    {
        AssignmentView? view = null;
        var answered = await UntilAsync(
            async () =>
            {
                var assignment = (await store.ReadAsync(cancellationToken)).Find(id);
                var gateway = assignment is null ? null : registry.Find(assignment.Gateway);
                view = assignment is null ? null : AssignmentMapping.ToView(assignment, gateway);
                return view is null || view.State != AssignmentStatus.Pending || gateway?.IsAttached != true;
            },
            timeout,
            cancellationToken
        );
        if (answered)
            return view;
        var stopping = lifetime.ApplicationStopping.IsCancellationRequested;
        return view! with { Reason = stopping ? "the ControlApi is stopping" : $"the gateway has not answered within {DurationText.Format(timeout)}" };
    }

    /// <summary>Ends when the gateway has applied the revision, is away, or the time is over.</summary>
    public Task ForAppliedAsync(string gateway, ulong revision, TimeSpan timeout, CancellationToken cancellationToken) =>
        UntilAsync(
            () => new ValueTask<bool>(registry.Find(gateway) is not { IsAttached: true } state || state.AppliedRevision >= revision),
            timeout,
            cancellationToken
        );

    /// <summary>Ends when an attached gateway has said what sessions it has.</summary>
    public Task ForSessionsAsync(string gateway, TimeSpan timeout, CancellationToken cancellationToken) =>
        UntilAsync(() => new ValueTask<bool>(registry.Find(gateway) is not { IsAttached: true, IsSynchronized: false }), timeout, cancellationToken);

    /// <summary>Waits; false when the time was over first.</summary>
    private async Task<bool> UntilAsync(Func<ValueTask<bool>> holds, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var timer = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timer.Token, lifetime.ApplicationStopping);
        while (true)
        {
            var changed = registry.Changed.Next;
            if (await holds())
                return true;
            try
            {
                await changed.WaitAsync(either.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                return false;
            }
        }
    }
}
