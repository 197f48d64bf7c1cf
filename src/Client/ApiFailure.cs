namespace SocketWarp.Client;

/// <summary>The kinds of failure of a call.</summary>
public enum ApiFailure
{
    /// <summary>The service refused the call and said why; <see cref="ApiException.Problem"/> has it.</summary>
    Refused,

    /// <summary>The service failed, with a status from 500 on, and did not say why.</summary>
    Failed,

    /// <summary>The answer is not one that the service gives: another server is there, or an answer was cut off.</summary>
    Foreign,

    /// <summary>The answer is larger than <see cref="ApiClientOptions.MaxAnswerBytes"/> or <see cref="ApiClientOptions.MaxBackupBytes"/>.</summary>
    TooLarge,

    /// <summary>The name in the address cannot be resolved.</summary>
    NameUnknown,

    /// <summary>The connection was refused: nobody listens there.</summary>
    NotListening,

    /// <summary>The network has no way to the address.</summary>
    NoRoute,

    /// <summary>Nothing took the connection in time.</summary>
    Unreachable,

    /// <summary>The connection was made, and the answer did not come in time, or a transfer stood still.</summary>
    TimedOut,

    /// <summary>The connection ended before the answer did.</summary>
    Closed,

    /// <summary>The address is <c>http://</c>, and the service speaks TLS.</summary>
    TlsNeeded,

    /// <summary>The address is <c>https://</c>, and the service does not speak TLS.</summary>
    NotTls,

    /// <summary>The service's certificate is not trusted, or TLS failed otherwise.</summary>
    Untrusted,

    /// <summary>Another failure of the connection; the inner exception says more.</summary>
    Other,
}
