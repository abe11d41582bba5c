/// What a key of `config.yml` takes, as the documentation calls it.
enum SettingType: String {
    case truth = "true or false"
    case wholeNumber = "whole number"
    case number = "number"
    case seconds = "seconds"
    case mebibytes = "MiB"
    case texts = "list of texts"
    case secret = "secret text"
    case secrets = "texts by name"
    case url = "URL"
    case logLevel = "log level"
}
