using System.Net;
using System.Net.Sockets;
using SocketWarp.Protocol;

namespace SocketWarp.Transport.Tunnels;

/// <summary>Finds and dials targets. Failures are <see cref="TargetDialException"/>.</summary>
public sealed class TargetDialer(TimeProvider time)
{
    internal const string NotDialled = "A target was not dialled: {Reason} ({Held} more such lines left out)";

    public static TargetDialer Default { get; } = new(TimeProvider.System);

    /// <summary>What the process may open for others; tests put their own in its place.</summary>
    internal DescriptorBudget Descriptors { get; set; } = DescriptorBudget.OfProcess;

    /// <summary>What is said of targets that were not dialled.</summary>
    internal OncePerSecond Lines { get; } = new();

    /// <summary>The addresses to dial, in the order to try them; never empty.</summary>
    /// <exception cref="TargetDialException">The name has no address, or the target cannot be an address at all.</exception>
    public static async ValueTask<EndPoint[]> ResolveAsync(TargetAddress target, CancellationToken cancellationToken = default)
    {
        // To the resolver an empty name is this machine.
        if (target.Host.Length == 0)
            throw new TargetDialException(ErrorCode.TargetMalformed, "the target has no host");
        try
        {
            if (target.IsUnix)
                return [new UnixDomainSocketEndPoint(target.Host)];
            if (target.Literal is { } literal)
                return [new IPEndPoint(literal, target.Port)];

            var addresses = await Dns.GetHostAddressesAsync(target.Host, cancellationToken).ConfigureAwait(false);
            return addresses.Length > 0
                ? Array.ConvertAll(addresses, EndPoint (address) => new IPEndPoint(address, target.Port))
                : throw new TargetDialException(ErrorCode.TargetUnknown, $"{target} has no address");
        }
        catch (SocketException e)
        {
            throw new TargetDialException(ErrorCode.TargetUnknown, $"{target} has no address: {e.Message}", e);
        }
        catch (ArgumentException e)
        {
            throw new TargetDialException(ErrorCode.TargetMalformed, $"{target} cannot be dialled: {e.Message}", e);
        }
    }

    /// <summary>Resolves and connects. Every address gets an equal share of the time that is left, so that a silent one does not eat the others'.</summary>
    /// <exception cref="TargetDialException">No address could be connected within <paramref name="timeout"/>.</exception>
    public async ValueTask<Socket> DialAsync(TargetAddress target, TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        // Looking up a name takes descriptors too.
        if (!Descriptors.HasRoom)
            throw NoDescriptor(target);
        var started = time.GetTimestamp();
        var addresses = await ResolveInTimeAsync(target, timeout, cancellationToken).ConfigureAwait(false);
        return await DialAsync(target, addresses, timeout - time.GetElapsedTime(started), cancellationToken).ConfigureAwait(false);
    }

    internal async ValueTask<Socket> DialAsync(TargetAddress target, EndPoint[] addresses, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        TargetDialException? failure = null;
        for (var i = 0; i < addresses.Length; i++)
        {
            var share = (timeout - time.GetElapsedTime(started)) / (addresses.Length - i);
            try
            {
                return await ConnectAsync(target, addresses[i], share, cancellationToken).ConfigureAwait(false);
            }
            catch (TargetDialException e)
            {
                failure = failure is null || DialErrors.Worse(failure.Code, e.Code) == e.Code ? e : failure;
            }
        }

        throw failure!;
    }

    private async ValueTask<EndPoint[]> ResolveInTimeAsync(TargetAddress target, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var deadline = new Deadline(timeout, time, cancellationToken);
        try
        {
            return await ResolveAsync(target, deadline.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TargetDialException(ErrorCode.TargetTimeout, $"the name of {target} was not resolved within {timeout}", e);
        }
    }

    private async ValueTask<Socket> ConnectAsync(TargetAddress target, EndPoint address, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var deadline = new Deadline(timeout, time, cancellationToken);
        Socket? socket = null;
        try
        {
            socket = new Socket(address.AddressFamily, SocketType.Stream, target.IsUnix ? ProtocolType.Unspecified : ProtocolType.Tcp);
            if (!socket.IsAllowedBy(Descriptors))
                throw NoDescriptor(target);
            if (!target.IsUnix)
                socket.NoDelay = true;
            await socket.ConnectAsync(address, deadline.Token).ConfigureAwait(false);
            return socket;
        }
        catch (Exception e)
        {
            socket?.Dispose();
            if (e is SocketException refused)
                throw new TargetDialException(DialErrors.FromConnect(refused.SocketErrorCode, target.IsUnix), $"{target} at {address}: {e.Message}", e);
            if (e is ArgumentException)
                throw new TargetDialException(ErrorCode.TargetMalformed, $"{target} cannot be dialled: {e.Message}", e);
            if (e is OperationCanceledException && !cancellationToken.IsCancellationRequested)
                throw new TargetDialException(ErrorCode.TargetTimeout, $"{target} at {address} did not answer within {timeout}", e);
            throw;
        }
    }

    private static TargetDialException NoDescriptor(TargetAddress target) => new(ErrorCode.LimitReached, $"{target} was not dialled: what is left of descriptors is kept for the process itself");
}
