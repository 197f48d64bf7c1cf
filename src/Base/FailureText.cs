using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;
using SocketWarp.Base.Net;

namespace SocketWarp.Base;

/// <summary>Clear lines for what ends a process: no stack trace, no type names, one line each.</summary>
public static class FailureText
{
    /// <summary>The exit code of a process that ends with this failure.</summary>
    public static int ExitCode(Exception failure) =>
        failure switch
        {
            StartupException startup => startup.ExitCode,
            OptionsValidationException => ExitCodes.BadSettings,
            AggregateException aggregate => aggregate.Flatten().InnerExceptions.Select(ExitCode).Distinct().ToArray() is [var all] ? all : ExitCodes.Failure,
            // A library has wrapped ours.
            _ when Inner<StartupException>(failure) is { } startup => startup.ExitCode,
            _ => ExitCodes.Failure,
        };

    /// <summary>What people are told of it, a line for each thing that is wrong.</summary>
    public static IReadOnlyList<string> Lines(Exception failure) =>
        failure switch
        {
            StartupException startup => [.. startup.Lines.Select(OneLine)],
            OptionsValidationException validation => [.. validation.Failures.Select(OneLine).Distinct()],
            AggregateException aggregate => [.. aggregate.Flatten().InnerExceptions.SelectMany(Lines).Distinct()],
            _ when Inner<StartupException>(failure) is { } startup => Lines(startup),
            _ => [OneLine(Text(failure))],
        };

    private static string Text(Exception failure)
    {
        // Kestrel wraps "address in use" twice and says it three times.
        if (Inner<SocketException>(failure) is { SocketErrorCode: SocketError.AddressAlreadyInUse } && failure is IOException or SocketException)
            return $"{failure.Message.TrimEnd('.')}{Family(failure.Message)}; end the program that uses the address, or set another one";
        var messages = new List<string>();
        for (Exception? e = failure; e is not null; e = e.InnerException)
        {
            var message = e.Message.TrimEnd('.', ' ');
            if (!messages.Any(m => m.Contains(message, StringComparison.Ordinal)))
                messages.Add(message);
        }

        return string.Join(": ", messages);
    }

    /// <summary>Says in which family a port for both is taken. Kestrel gives the port only in its message.</summary>
    private static string Family(string message)
    {
        foreach (var word in message.Split(' ').Select(w => w.Trim(':', '.')))
        {
            if (!word.StartsWith("http", StringComparison.Ordinal) || !Uri.TryCreate(word, UriKind.Absolute, out var url))
                continue;
            if (IPEndPoint.TryParse(url.Authority, out var endPoint) && PortFamily.Taken(endPoint, ProtocolType.Tcp) is { Length: > 0 } taken)
                return $" ({taken.Trim()})";
        }

        return "";
    }

    private static T? Inner<T>(Exception failure)
        where T : Exception
    {
        for (Exception? e = failure; e is not null; e = e.InnerException)
        {
            if (e is T found)
                return found;
        }

        return null;
    }

    private static string OneLine(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
