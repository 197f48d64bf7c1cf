using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace SocketWarp.ServiceDefaults;

/// <summary>The loggers of the first host of a process, for the others: one place has the levels, the console and the exporters.</summary>
internal sealed class ProcessLoggers(IHost first) : ILoggerProvider
{
    private readonly ILoggerFactory _factory = first.Services.GetRequiredService<ILoggerFactory>();

    public ILogger CreateLogger(string categoryName) => _factory.CreateLogger(categoryName);

    public void Dispose()
    {
        // They are the first host's.
    }
}
