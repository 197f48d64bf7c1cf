using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SocketWarp.Base;
using SocketWarp.Base.Limits;

namespace SocketWarp.ServiceDefaults.Limits;

/// <summary>Gets this process as many descriptors as it may have, keeps a reserve of them, and refuses to start with too few.</summary>
public static partial class ProcessDescriptors
{
    /// <summary>The descriptors that a process with most parts has open once it is started.</summary>
    internal const int Ordinary = 300;

    /// <summary>The same of a native program, which is one file: libraries of the system and the program's own sockets.</summary>
    private const int Native = 32;

    /// <summary>Connections that a process should be able to have beside its reserve.</summary>
    private const int Useful = 64;

    /// <summary>Whether a request may open a file or the like. Windows has no such limit.</summary>
    public static bool HaveRoom => DescriptorBudget.OfProcess.HasRoom;

    /// <summary>Whether a socket may stay open that was opened to ask another service about a peer.</summary>
    public static bool AllowQuestion(System.Net.Sockets.Socket socket)
    {
        ArgumentNullException.ThrowIfNull(socket);
        return OperatingSystem.IsWindows() || DescriptorBudget.OfProcess.AllowsQuestion((int)socket.Handle);
    }

    /// <summary>Raises the limit. Call it first of all: when a start runs out of descriptors, the runtime ends the process wherever it is.</summary>
    /// <param name="needed">How many will be open after the start, where .NET's libraries are files.</param>
    /// <exception cref="StartupException">when the process may open too few for a start.</exception>
    internal static void RaiseLimit(int needed)
    {
        DescriptorLimit.Raise();
        var limit = DescriptorLimit.Read();
        var least = (RuntimeFeature.IsDynamicCodeCompiled ? needed : Native) + DescriptorBudget.LeastReserve;
        if (limit < least)
            throw TooFew($"this process may open only {limit} descriptors (files and sockets) and does not start with fewer than {least}", least + Useful);
    }

    /// <summary>Sets the reserve. Call it before anything is made that opens descriptors.</summary>
    internal static void Reserve(IHost host)
    {
        if (host.Services.GetService<IOptions<ProcessSettings>>()?.Value.DescriptorReserve is > 0 and var reserve)
            DescriptorBudget.SetReserve(reserve);
    }

    /// <summary>Checks what is left. Call it after the start, when libraries are loaded and ports are open.</summary>
    /// <exception cref="StartupException">when nobody could be let in.</exception>
    internal static void CheckRoom(IHost host)
    {
        if (DescriptorBudget.OfProcess.IsExhausted)
            throw Shortage();
        var budget = DescriptorBudget.OfProcess;
        var logger = host.Services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(ProcessDescriptors));
        if (budget.Limit != int.MaxValue)
            Log.Limit(logger, budget.Limit, budget.Reserve);
    }

    /// <summary>The error to report beside the failure of a start that ran out of descriptors; null: it had enough.</summary>
    internal static StartupException? WhyStartFailed() => DescriptorBudget.OfProcess.IsExhausted ? Shortage() : null;

    private static StartupException Shortage()
    {
        var (budget, open) = (DescriptorBudget.OfProcess, DescriptorLimit.CountOpen());
        return TooFew(
            $"this process may open only {budget.Limit} descriptors (files and sockets), has {open} open before anybody is let in, and keeps "
                + $"{budget.Reserve} for itself",
            open + budget.Reserve + Useful
        );
    }

    private static StartupException TooFew(string what, int wanted) => new($"{what}: raise ulimit -n, or LimitNOFILE of its service, to {wanted} or more");

    private static partial class Log
    {
        [LoggerMessage(
            1,
            LogLevel.Information,
            "This process may open {Limit} descriptors (files and sockets); nobody is let in with the last {Reserve}",
            EventName = "DescriptorLimit"
        )]
        public static partial void Limit(ILogger logger, int limit, int reserve);
    }
}
