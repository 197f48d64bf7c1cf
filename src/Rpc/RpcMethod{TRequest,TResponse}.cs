using Google.Protobuf;

namespace SocketWarp.Rpc;

/// <summary>One method of a service: its address and its message types. Made by <see cref="RpcMethod"/>.</summary>
public sealed class RpcMethod<TRequest, TResponse>
    where TRequest : class, IMessage<TRequest>, new()
    where TResponse : class, IMessage<TResponse>, new()
{
    internal RpcMethod(RpcMethodKind kind, string service, string name)
    {
        Kind = kind;
        Service = Checked(service, nameof(service));
        Name = Checked(name, nameof(name));
        Path = $"/{service}/{name}";
    }

    public RpcMethodKind Kind { get; }

    public string Service { get; }

    public string Name { get; }

    /// <summary>The request path, "/service/name".</summary>
    public string Path { get; }

    public override string ToString() => Path;

    internal void Require(RpcMethodKind kind)
    {
        if (Kind != kind)
            throw new ArgumentException($"{Path} is declared as {Kind} and used as {kind}.");
    }

    private static string Checked(string value, string parameter)
    {
        ArgumentException.ThrowIfNullOrEmpty(value, parameter);
        if (!value.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.'))
            throw new ArgumentException($"'{value}' is no protobuf name: letters, digits, '_' and '.' only.", parameter);
        return value;
    }
}
