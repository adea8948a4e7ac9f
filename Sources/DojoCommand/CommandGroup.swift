/// Commands that belong together, as `dojo help` lists them.
struct CommandGroup: Sendable {
    let title: String
    let commands: [any Subcommand.Type]

    /// All that people use, in the order of `dojo help`.
    static let all: [CommandGroup] = [
        CommandGroup(title: "Running it", commands: [UpCommand.self, DoctorCommand.self, BrokerCommand.self]),
        CommandGroup(
            title: "What runs, and what is to run",
            commands: [
                StatusCommand.self, LogsCommand.self, ScaleCommand.self, InstanceCommand<StopVerb>.self,
                InstanceCommand<StartVerb>.self, InstanceCommand<RestartVerb>.self, InstanceCommand<KillVerb>.self,
                InstanceCommand<FreezeVerb>.self, InstanceCommand<ThawVerb>.self, KafkaCommand.self, SetCommand.self,
                LabLogCommand.self, PlainCommand<ResetVerb>.self,
            ]),
        CommandGroup(
            title: "Orders",
            commands: [
                OrderListCommand.self, OrderPlaceCommand.self, OrderChangeCommand.self, OrderDeleteCommand.self,
                OrderRushCommand.self, TraceCommand.self, ListCommand<FraudWindowList>.self, AnalyticsCommand.self,
            ]),
        CommandGroup(
            title: "Records and groups",
            commands: [
                ListCommand<TopicList>.self, TopicsListCommand.self, TopicsCreateCommand.self, TailCommand.self,
                ProduceCommand.self, ListCommand<GroupList>.self, ReplayCommand.self, ListCommand<ReplayList>.self,
                DeadLetterListCommand.self, DeadLetterCommand<RedriveVerb>.self, DeadLetterCommand<DiscardVerb>.self,
            ]),
        CommandGroup(
            title: "The room",
            commands: [
                RoomCommand.self, PlainCommand<PauseVerb>.self, PlainCommand<ResumeVerb>.self,
                ScreenCommand<HideVerb>.self, ScreenCommand<ShowVerb>.self, DisconnectCommand.self,
                ListCommand<LearningList>.self, PlainCommand<StartOverVerb>.self,
            ]),
        CommandGroup(
            title: "What breaks by itself",
            commands: [
                ChaosCommand<ChaosPlanVerb>.self, ChaosCommand<ChaosStartVerb>.self, PlainCommand<ChaosStopVerb>.self,
                DrillCommand.self, DrillStartCommand.self, DrillGuessCommand.self, DrillRevealCommand.self,
                PlainCommand<DrillStopVerb>.self,
            ]),
        CommandGroup(
            title: "Developing it", commands: [WatchCommand.self, BenchCommand.self, EnvExampleCommand.self]),
    ]
}
