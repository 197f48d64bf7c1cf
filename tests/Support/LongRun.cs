using System.Globalization;

namespace SocketWarp.TestSupport;

/// <summary>
/// Tests that repeat something, such as a kill at a random moment, do it a few times, or as many times more as the variable <c>LONG_RUN</c> says.
/// </summary>
public static class LongRun
{
    private static readonly int Factor = int.TryParse(
        Environment.GetEnvironmentVariable("LONG_RUN"),
        NumberStyles.None,
        CultureInfo.InvariantCulture,
        out var factor
    )
        ? factor
        : 1;

    public static int Times(int usual) => usual * Factor;
}
