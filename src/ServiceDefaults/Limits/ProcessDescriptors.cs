using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace SocketWarp.ServiceDefaults.Limits;

/// <summary>The descriptors of this process: as many as it can get, with a reserve, and no start with fewer than it needs.</summary>
public static partial class ProcessDescriptors
{
    /// <summary>What a process with most parts has open once it is started.</summary>
    internal const int Ordinary = 290;

    /// <summary>Connections that a process should be able to have beside its reserve.</summary>
    private const int Useful = 64;

    /// <summary>Whether a request may open a file or the like. Windows has no such limit.</summary>
    public static bool HaveRoom => DescriptorBudget.OfProcess.HasRoom;

    /// <summary>Whether a socket that a peer had us open to ask others may stay open.</summary>
    public static bool AllowQuestion(System.Net.Sockets.Socket socket)
    {
        ArgumentNullException.ThrowIfNull(socket);
        return OperatingSystem.IsWindows() || DescriptorBudget.OfProcess.AllowsQuestion((int)socket.Handle);
    }

    /// <summary>First of all: a start that runs out of them is ended by the runtime, wherever it is.</summary>
    /// <param name="needed">How many will be open after the start.</param>
    /// <exception cref="StartupException">The process may open too few for a start.</exception>
    internal static void RaiseLimit(int needed)
    {
        DescriptorLimit.Raise();
        var (limit, least) = (DescriptorLimit.Read(), needed + DescriptorBudget.LeastReserve);
        if (limit < least) throw TooFew($"this process may open only {limit} descriptors (files and sockets) and does not start with fewer than {least}", least + Useful);
    }

    /// <summary>Before anything that opens them is made.</summary>
    internal static void Reserve(IHost host)
    {
        if (host.Services.GetService<IOptions<ProcessSettings>>()?.Value.DescriptorReserve is > 0 and var reserve) AppContext.SetData(DescriptorBudget.ReserveName, reserve);
    }

    /// <summary>After the start, when libraries have been loaded and ports are open.</summary>
    /// <exception cref="StartupException">Nobody could be let in.</exception>
    internal static void CheckRoom(IHost host)
    {
        if (!HaveRoom) throw Shortage();
        var budget = DescriptorBudget.OfProcess;
        var logger = host.Services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(ProcessDescriptors));
        if (budget.Limit != int.MaxValue) Log.Limit(logger, budget.Limit, budget.Reserve);
    }

    /// <summary>What a start that failed for want of descriptors says beside its failure; null: it had enough.</summary>
    internal static StartupException? WhyStartFailed() => HaveRoom ? null : Shortage();

    private static StartupException Shortage()
    {
        var (budget, open) = (DescriptorBudget.OfProcess, DescriptorLimit.CountOpen());
        return TooFew($"this process may open only {budget.Limit} descriptors (files and sockets), has {open} open before anybody is let in, and keeps {budget.Reserve} for itself", open + budget.Reserve + Useful);
    }

    private static StartupException TooFew(string what, int wanted) => new($"{what}: raise ulimit -n, or LimitNOFILE of its service, to {wanted} or more");

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "This process may open {limit} descriptors (files and sockets); nobody is let in with the last {reserve}")]
        public static partial void Limit(ILogger logger, int limit, int reserve);
    }
}
