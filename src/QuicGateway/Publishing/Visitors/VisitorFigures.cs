namespace SocketWarp.QuicGateway.Publishing.Visitors;

/// <summary>What tells that <see cref="VisitorHandler.Count"/> would say something new, without making a message of it.</summary>
internal readonly record struct VisitorFigures(int Now, long Total, long Refused, long BytesToTarget, long BytesToVisitor, long Failures);
