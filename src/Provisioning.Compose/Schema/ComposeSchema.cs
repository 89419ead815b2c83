namespace Provisioning.Compose.Schema;

/// <summary>The rules of the Compose Specification for the form of a file.</summary>
internal static class ComposeSchema
{
    public static readonly SchemaRule Text = new() { Types = Types.String };
    public static readonly SchemaRule Flag = Scalar(Types.Boolean | Types.String);
    public static readonly SchemaRule Whole = Scalar(Types.Integer | Types.String);
    public static readonly SchemaRule Amount = Scalar(Types.Number | Types.String);
    public static readonly SchemaRule Names = new() { Types = Types.List, Items = Text, UniqueItems = true };
    public static readonly SchemaRule Strings = new() { Types = Types.List, Items = Text };
    public static readonly SchemaRule TextOrNames = new() { Types = Types.String | Types.List, Items = Text, UniqueItems = true };
    public static readonly SchemaRule Command = new() { Types = Types.Null | Types.String | Types.List, Items = Text };

    public static readonly SchemaRule ListOrMapping = new()
    {
        Types = Types.List | Types.Mapping,
        Items = Text,
        UniqueItems = true,
        OtherKeys = Scalar(Types.String | Types.Number | Types.Boolean | Types.Null),
        AcceptsKey = NameForms.IsNotEmpty,
    };

    public static readonly SchemaRule DriverOptions = Open(Amount);

    public static readonly SchemaRule ExtraHosts = new()
    {
        Types = Types.List | Types.Mapping,
        Items = Text,
        UniqueItems = true,
        OtherKeys = new SchemaRule { Types = Types.String | Types.List, Items = Text },
        AcceptsKey = NameForms.IsNotEmpty,
    };

    public static readonly SchemaRule Ulimits = new()
    {
        Types = Types.Mapping,
        Open = true,
        AcceptsKey = NameForms.IsLowerCase,
        OtherKeys = new SchemaRule
        {
            Types = Types.Integer | Types.String | Types.Mapping,
            Keys = new() { ["hard"] = Whole, ["soft"] = Whole },
            Required = ["soft", "hard"],
            Extensible = true,
        },
    };

    public static readonly SchemaRule FileMounts = new()
    {
        Types = Types.List,
        Items = new SchemaRule
        {
            Types = Types.String | Types.Mapping,
            Keys = new() { ["source"] = Text, ["target"] = Text, ["uid"] = Text, ["gid"] = Text, ["mode"] = Amount },
            Extensible = true,
        },
    };

    public static readonly SchemaRule Hook = Mapping(
        new() { ["command"] = Command, ["user"] = Text, ["privileged"] = Flag, ["working_dir"] = Text, ["environment"] = ListOrMapping },
        required: ["command"]);

    public static readonly SchemaRule Root = CreateRoot();

    public static SchemaRule Scalar(Types types) => new() { Types = types };

    public static SchemaRule Mapping(SchemaKeys keys, bool orNull = false, bool extensible = true, string[]? required = null) => new()
    {
        Types = Types.Mapping | (orNull ? Types.Null : Types.None),
        Keys = keys,
        Extensible = extensible,
        Required = required ?? [],
    };

    public static SchemaRule Open(SchemaRule value) => new() { Types = Types.Mapping, OtherKeys = value, AcceptsKey = NameForms.IsNotEmpty, Open = true };

    public static SchemaRule Range(Types types, long minimum, long maximum) => new() { Types = types, Minimum = minimum, Maximum = maximum };

    public static SchemaRule OneOf(params string[] values) => new() { Types = Types.String, Values = values };

    public static SchemaRule ListOf(SchemaRule item, bool unique = false) => new() { Types = Types.List, Items = item, UniqueItems = unique };

    private static SchemaRule CreateRoot()
    {
        SchemaRule external = new()
        {
            Types = Types.Boolean | Types.String | Types.Mapping,
            Keys = new() { ["name"] = Text },
            Extensible = true,
        };
        SchemaRule openExternal = new() { Types = external.Types, Keys = external.Keys, Open = true };
        return Mapping(new()
        {
            ["version"] = Text,
            ["name"] = Text,
            ["include"] = ListOf(new SchemaRule
            {
                Types = Types.String | Types.Mapping,
                Keys = new() { ["path"] = TextOrNames, ["env_file"] = TextOrNames, ["project_directory"] = Text },
            }),
            ["services"] = Named(ServiceSchema.Create(), open: false),
            ["models"] = Named(Mapping(new() { ["name"] = Text, ["model"] = Text, ["context_size"] = Scalar(Types.Integer), ["runtime_flags"] = Strings }, required: ["model"]), open: true),
            ["networks"] = Named(
                Mapping(
                    new()
                    {
                        ["name"] = Text,
                        ["driver"] = Text,
                        ["driver_opts"] = DriverOptions,
                        ["ipam"] = Ipam(),
                        ["external"] = external,
                        ["internal"] = Flag,
                        ["enable_ipv4"] = Flag,
                        ["enable_ipv6"] = Flag,
                        ["attachable"] = Flag,
                        ["labels"] = ListOrMapping,
                    },
                    orNull: true),
                open: true),
            ["volumes"] = Named(
                Mapping(new() { ["name"] = Text, ["driver"] = Text, ["driver_opts"] = DriverOptions, ["external"] = external, ["labels"] = ListOrMapping }, orNull: true),
                open: false),
            ["secrets"] = Named(
                Mapping(new()
                {
                    ["name"] = Text,
                    ["environment"] = Text,
                    ["file"] = Text,
                    ["external"] = openExternal,
                    ["labels"] = ListOrMapping,
                    ["driver"] = Text,
                    ["driver_opts"] = DriverOptions,
                    ["template_driver"] = Text,
                }),
                open: false),
            ["configs"] = Named(
                Mapping(new()
                {
                    ["name"] = Text,
                    ["content"] = Text,
                    ["environment"] = Text,
                    ["file"] = Text,
                    ["external"] = openExternal,
                    ["labels"] = ListOrMapping,
                    ["template_driver"] = Text,
                }),
                open: false),
        });
    }

    private static SchemaRule Named(SchemaRule value, bool open) => new() { Types = Types.Mapping, OtherKeys = value, AcceptsKey = NameForms.IsName, Open = open };

    private static SchemaRule Ipam()
    {
        SchemaRule addresses = new() { Types = Types.Mapping, OtherKeys = Text, AcceptsKey = NameForms.IsNotEmpty };
        return Mapping(new()
        {
            ["driver"] = Text,
            ["config"] = ListOf(Mapping(new() { ["subnet"] = Text, ["ip_range"] = Text, ["gateway"] = Text, ["aux_addresses"] = addresses })),
            ["options"] = addresses,
        });
    }
}
