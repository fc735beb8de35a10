# synthpop (Nowok, Raab and Dibben, 2016) as it is by default: sequential CART. Where the package itself isn't installed, SYNTHPOP_SOURCE names
# a folder with its source, of which the synthesizing part is read.
arguments <- commandArgs(trailingOnly = TRUE)
train <- arguments[1]; rows <- as.integer(arguments[2]); output <- arguments[3]; seed <- as.integer(arguments[4])

if (requireNamespace("synthpop", quietly = TRUE)) {
  suppressPackageStartupMessages(library(synthpop))
  version <- as.character(packageVersion("synthpop"))
} else {
  source_folder <- Sys.getenv("SYNTHPOP_SOURCE")
  for (name in c("lattice", "MASS", "nnet", "rpart", "party", "foreign", "plyr", "proto", "polspline", "randomForest", "ranger", "classInt", "survival", "stringr", "rmutil", "forcats"))
    suppressWarnings(suppressPackageStartupMessages(library(name, character.only = TRUE)))
  for (file in c("functions.syn.r", "methods.syn.r", "numtocat.syn.r", "padMis.syn.r", "padModel.syn.r", "sampler.syn.r", "syn.r"))
    source(file.path(source_folder, "R", file))
  version <- read.dcf(file.path(source_folder, "DESCRIPTION"))[1, "Version"]
}

table <- read.csv(train, check.names = FALSE, na.strings = "", stringsAsFactors = TRUE, strip.white = FALSE)
names <- colnames(table)
colnames(table) <- paste0("c", seq_along(names))
started <- proc.time()[["elapsed"]]
result <- syn(table, k = rows, seed = seed, maxfaclevels = 10000, print.flag = FALSE)$syn
took <- proc.time()[["elapsed"]] - started
colnames(result) <- names
write.csv(result, output, row.names = FALSE, na = "")
# It draws while it fits: what it took counts as the fit.
cat(sprintf('{"fit": %f, "sample": 0, "version": "synthpop %s"}', took, version), file = paste0(output, ".json"))
