namespace SocketWarp.Base;

/// <summary>What our processes exit with.</summary>
public static class ExitCodes
{
    /// <summary>The process did what it was asked to do.</summary>
    public const int Success = 0;

    /// <summary>The process could not start, or could not go on.</summary>
    public const int Failure = 1;

    /// <summary>A setting or argument is wrong; nothing was done.</summary>
    public const int BadSettings = 2;

    /// <summary>A gateway refused this connector's certificate or uid at its first attempt.</summary>
    public const int Refused = 3;
}
