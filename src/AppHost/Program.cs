using SocketWarp.AllInOne;

// The place of the Aspire composition. Until it exists, the same parts run in one process.
return await AllInOneProgram.RunAsync(args);
