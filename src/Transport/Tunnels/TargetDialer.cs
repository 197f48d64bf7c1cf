using System.Net;
using System.Net.Sockets;
using SocketWarp.Base;
using SocketWarp.Base.Limits;
using SocketWarp.Base.Net;
using SocketWarp.Protocol;
using SocketWarp.Transport.Names;

namespace SocketWarp.Transport.Tunnels;

/// <summary>Finds and dials targets; failures are <see cref="TargetDialException"/>.</summary>
public sealed class TargetDialer(NameResolver names, TimeProvider time)
{
    internal const string NotDialled = "A target was not dialled: {Reason}{More}";

    /// <summary>A dialler with the system's resolver and the usual limits.</summary>
    public static TargetDialer Default { get; } = new(NameResolver.Default, TimeProvider.System);

    /// <summary>How many descriptors others may use; tests replace it.</summary>
    internal DescriptorBudget Descriptors { get; set; } = DescriptorBudget.OfProcess;

    /// <summary>Limits the log lines about targets that were not dialled.</summary>
    internal LogThrottle Lines { get; } = new(TimeProvider.System, TimeSpan.FromSeconds(1));

    /// <summary>How long an address is tried alone before the next of the same name.</summary>
    internal TimeSpan AttemptDelay => names.AttemptDelay;

    /// <summary>The one address of a target that has no name, or null.</summary>
    /// <exception cref="TargetDialException">when the target cannot be an address at all.</exception>
    internal static EndPoint? AddressOf(TargetAddress target)
    {
        // To the resolver an empty name is this machine.
        if (target.Host.Length == 0)
            throw new TargetDialException(ErrorCode.TargetMalformed, "the target has no host");
        try
        {
            return target.IsUnix ? new UnixDomainSocketEndPoint(target.Host)
                : target.Literal is { } literal ? new IPEndPoint(literal, target.Port)
                : null;
        }
        catch (ArgumentException e)
        {
            throw Malformed(target, e);
        }
    }

    /// <summary>The addresses of a target with a name, if they are known already, or null. Does not wait.</summary>
    /// <exception cref="TargetDialException">when the name is known to have no addresses.</exception>
    internal EndPoint[]? Recall(TargetAddress target) => names.Recall(target.Host) is { } answer ? Addresses(target, answer) : null;

    /// <summary>The addresses to dial, in the order to try them; never empty.</summary>
    /// <exception cref="TargetDialException">when the name has no address, or was not looked up in time, or the target cannot be an address at all</exception>
    internal async ValueTask<EndPoint[]> ResolveAsync(TargetAddress target, TimeSpan timeout, CancellationToken cancellationToken = default) =>
        AddressOf(target) is { } address
            ? [address]
            : Addresses(target, await names.LookUpAsync(target.Host, timeout, cancellationToken).ConfigureAwait(false));

    /// <summary>Resolves and connects; several addresses of a name are raced (RFC 8305).</summary>
    /// <exception cref="TargetDialException">when no address could be connected within <paramref name="timeout"/>.</exception>
    public async ValueTask<Socket> DialAsync(TargetAddress target, TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        // Looking up a name takes descriptors too.
        if (!Descriptors.HasRoom)
            throw NoDescriptor(target);
        var started = time.GetTimestamp();
        var addresses = await ResolveAsync(target, timeout, cancellationToken).ConfigureAwait(false);
        using var deadline = new Deadline(timeout - time.GetElapsedTime(started), time, cancellationToken);
        TargetDialException? failure = null;
        try
        {
            if (addresses.Length == 1)
                return await ConnectAsync(target, addresses[0], deadline.Token).ConfigureAwait(false);
            var winner = await AddressRace
                .RunAsync(
                    addresses,
                    (address, token) => ConnectAsync(target, address, token),
                    (_, e) => failure = Worse(failure, e),
                    Close,
                    AttemptDelay,
                    time,
                    deadline.Token
                )
                .ConfigureAwait(false);
            return winner is { } won ? won.Connection : throw failure!;
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw Worse(failure, new TargetDialException(ErrorCode.TargetTimeout, $"{target} did not answer within {timeout.TotalSeconds:0.###} s", e));
        }
    }

    private static EndPoint[] Addresses(TargetAddress target, NameAnswer answer) =>
        answer.Problem == NameProblem.None
            ? [.. answer.Addresses.Select(address => new IPEndPoint(address, target.Port))]
            : throw new TargetDialException(DialErrors.FromName(answer.Problem), $"{target} cannot be dialled: the name {answer.Reason}");

    /// <summary>The one of two failures that tells more.</summary>
    private static TargetDialException Worse(TargetDialException? first, Exception second) =>
        second is TargetDialException dial && (first is null || DialErrors.Worse(first.Code, dial.Code) == dial.Code) ? dial : first!;

    private static ValueTask Close(Socket socket)
    {
        socket.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<Socket> ConnectAsync(TargetAddress target, EndPoint address, CancellationToken cancellationToken)
    {
        Socket? socket = null;
        try
        {
            socket = new Socket(address.AddressFamily, SocketType.Stream, target.IsUnix ? ProtocolType.Unspecified : ProtocolType.Tcp);
            if (!socket.IsAllowedBy(Descriptors))
                throw NoDescriptor(target);
            if (!target.IsUnix)
                socket.NoDelay = true;
            await socket.ConnectAsync(address, cancellationToken).ConfigureAwait(false);
            return socket;
        }
        catch (Exception e)
        {
            socket?.Dispose();
            if (e is SocketException failure)
                throw new TargetDialException(DialErrors.FromConnect(failure.SocketErrorCode, target.IsUnix), $"{target} at {address}: {e.Message}", e);
            if (e is ArgumentException)
                throw Malformed(target, e);
            throw;
        }
    }

    private static TargetDialException Malformed(TargetAddress target, Exception e) =>
        new(ErrorCode.TargetMalformed, $"{target} cannot be dialled: {e.Message}", e);

    private TargetDialException NoDescriptor(TargetAddress target) => new(ErrorCode.LimitReached, $"{target} cannot be dialled: {Descriptors.Describe()}");
}
