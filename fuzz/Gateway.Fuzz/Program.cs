using HmisGateway.Fuzz;

return FuzzCommand.Run(args, new Coverage());
