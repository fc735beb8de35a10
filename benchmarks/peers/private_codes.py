#!/usr/bin/env python3
"""Other people's private synthesizers on a table of codes from 0 on whose domain is public; `bench:privacy -- --only references` runs them.

    python private_codes.py <package> <method> --data codes.csv --domain domain.json --epsilon 1 --seed 1 --output rows.csv [--delta 1e-9]
        [--model-megabytes 80] [--source folder]

Each package has an environment of its own, made by install.sh. Everything is as it is by default, but for: the workload of AIM and SWIFT,
which is all pairs with equal weights; the size of AIM's model, where --model-megabytes says so; and what a package needs to run at all with
today's versions of what it depends on, which is told beside it. Writes the rows and prints JSON:
version, seconds of fit and of sampling, processor seconds and greatest memory of the whole process.
"""
import sys
sys.path.pop(0)  # this folder, whose scripts are named like packages
import argparse, importlib.metadata, itertools, json, subprocess, time, types
import numpy as np
import pandas as pd


def private_pgm(job):
    """private-pgm's mechanisms, at the pinned commit of its source; mbi comes with them. Returns how to draw rows."""
    sys.path[:0] = [f"{job.source}/src", f"{job.source}/mechanisms"]
    # 1. cdp2adp draws a picture when it is run by itself, and wants what draws it.
    for name in ("matplotlib", "matplotlib.pyplot"):
        sys.modules.setdefault(name, types.ModuleType(name))
    from mbi import Dataset, Domain, Factor, MarkovRandomField, estimation, marginal_oracles
    import jax, jax.numpy as jnp
    from scipy.special import logsumexp
    # 2. Numbers under jax's tracer are no chex.Numeric any more.
    operate = Factor._binaryop
    Factor._binaryop = lambda self, fn, other: operate(self, fn, other if isinstance(other, Factor) else Factor(Domain([], []), other))

    # 3. The same mirror descent as one loop inside jax: the loop outside costs more than what is in it.
    def mirror_descent(domain, loss_fn, *, known_total=None, potentials=None, iters=1000, callback_fn=None):
        loss_fn, known_total, potentials = estimation._initialize(domain, loss_fn, known_total, potentials)
        oracle = marginal_oracles.message_passing_fast

        def update(_, state):
            theta, alpha = state
            mu = oracle(theta, known_total)
            loss, slope = jax.value_and_grad(loss_fn)(mu)
            further = theta - alpha * slope
            mu2 = oracle(further, known_total)
            enough = loss - loss_fn(mu2) >= 0.5 * alpha * slope.dot(mu - mu2)
            return jax.tree.map(lambda a, b: jnp.where(enough, a, b), further, theta), jnp.where(enough, 1.01 * alpha, 0.5 * alpha)

        start = (potentials, jnp.float64(2.0 / known_total))
        potentials, _ = jax.jit(lambda state: jax.lax.fori_loop(0, iters, update, state))(start)
        return MarkovRandomField(potentials=potentials, marginals=oracle(potentials, known_total), total=known_total)

    estimation.mirror_descent = mirror_descent

    # 4. The same elimination by NumPy, as jax compiles every step of it for every pair; and marginals that rows are drawn from, likewise.
    factor, eliminate, project = sys.modules["mbi.factor"], marginal_oracles.variable_elimination, MarkovRandomField.project

    def variable_elimination(potentials, clique, total=1):
        by_jax = factor.jnp, Factor.logsumexp
        factor.jnp, Factor.logsumexp = np, lambda self, attrs=None: self._aggregate(logsumexp, attrs)
        try:
            return eliminate(jax.tree.map(np.asarray, potentials), clique, float(total))
        finally:
            factor.jnp, Factor.logsumexp = by_jax

    marginal_oracles.variable_elimination = variable_elimination
    MarkovRandomField.project = lambda self, attrs: Factor((marginal := project(self, attrs)).domain, np.array(marginal.values))
    np.random.seed(job.seed)
    data = Dataset(job.table, Domain(job.domain.keys(), job.domain.values()))
    if job.method == "mst":
        from mst import MST
        made = MST(data, job.epsilon, job.delta)
    else:
        from aim import AIM
        made = AIM(job.epsilon, job.delta, max_model_size=job.model_megabytes).run(data, [(pair, 1.0) for pair in job.pairs])[1]
    return lambda: made.df


def dpmm(job):
    """It takes the number of rows for known."""
    from dpmm.models.aim import AIMGM
    from dpmm.models.mst import MSTGM
    from dpmm.models.priv_bayes import PrivBayesGM
    model = {"mst": MSTGM, "aim": AIMGM, "bayesian-network": PrivBayesGM}[job.method](epsilon=job.epsilon, delta=job.delta, n_jobs=1)
    model.set_random_state(np.random.RandomState(job.seed))
    model.set_domain(job.domain)
    model.fit(job.table)
    return lambda: model.generate(len(job.table))


def smartnoise(job):
    """It takes the number of rows for known. Its noise can't be given a seed."""
    from snsynth.aim import AIMSynthesizer
    from snsynth.mst import MSTSynthesizer
    np.random.seed(job.seed)
    kind = {"mst": MSTSynthesizer, "aim": AIMSynthesizer}[job.method]
    model = kind(epsilon=job.epsilon, delta=job.delta, **({"max_model_size": job.model_megabytes} if job.method == "aim" else {}))
    # Its transformer would find the domain in the rows; this one says what is public.
    codes = types.SimpleNamespace(
        cardinality=list(job.domain.values()), output_width=len(job.domain), inverse_transform=lambda rows: pd.DataFrame(list(rows), columns=list(job.domain))
    )

    def known(data, *_, **__):
        model._transformer = codes
        return data.to_numpy()

    model._get_train_data = known
    model.fit(job.table)
    return lambda: model.sample(len(job.table))


def dpsynth(job):
    """Google's, of its source at the pinned commit, with mbi 2."""
    sys.path.insert(0, job.source)
    from dpsynth import discrete_mechanisms as mechanisms
    import mbi
    inner = {
        "mst": lambda: mechanisms.MSTConfig(),
        "aim": lambda: mechanisms.AIMConfig(workload=job.pairs, max_model_size=job.model_megabytes),
        "swift": lambda: mechanisms.SWIFTConfig(workload=job.pairs),
    }[job.method]()
    mechanism = mechanisms.DiscreteConfig(mechanism=inner).calibrate(epsilon=job.epsilon, delta=job.delta)
    data = mbi.Dataset({name: job.table[name].to_numpy() for name in job.domain}, mbi.Domain(list(job.domain), list(job.domain.values())))
    made = mechanism(np.random.default_rng(job.seed), data).synthetic_data
    return lambda: pd.DataFrame(made.to_dict())


packages = {"private-pgm": private_pgm, "dpmm": dpmm, "smartnoise": smartnoise, "dpsynth": dpsynth}

# Where there is no package of that name, the commit of its source, and what it stands on.
versions = {"private-pgm": "jax", "dpmm": "dpmm", "smartnoise": "smartnoise-synth", "dpsynth": "mbi"}


def version(job):
    package = versions[job.package]
    known = f"{package} {importlib.metadata.version(package)}"
    if job.package not in ("private-pgm", "dpsynth"):
        return known
    commit = subprocess.run(["git", "-C", job.source, "rev-parse", "--short=7", "HEAD"], capture_output=True, text=True).stdout.strip()
    return f"{job.package} {commit}, {known}"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("package", choices=packages)
    parser.add_argument("method")
    for name in ("--data", "--domain", "--output"):
        parser.add_argument(name, required=True)
    parser.add_argument("--epsilon", type=float, required=True)
    parser.add_argument("--delta", type=float, default=1e-9)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--model-megabytes", type=float, default=80)
    parser.add_argument("--source")
    job = parser.parse_args()
    with open(job.domain) as file:
        job.domain = json.load(file)
    job.pairs = list(itertools.combinations(job.domain, 2))
    job.table = pd.read_csv(job.data)[list(job.domain)].astype(int)
    started = time.perf_counter()
    draw = packages[job.package](job)
    fitted = time.perf_counter()
    draw().astype(int)[list(job.domain)].to_csv(job.output, index=False)
    with open("/proc/self/status") as file:
        peak = next(1024 * int(line.split()[1]) for line in file if line.startswith("VmHWM"))
    print(json.dumps({
        "version": version(job),
        "fit": fitted - started, "sample": time.perf_counter() - fitted, "cpuSeconds": time.process_time(), "peakBytes": peak,
    }))


if __name__ == "__main__":
    main()
