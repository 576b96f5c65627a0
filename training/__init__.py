"""The recipe of akezora-2. Numbers of threads are set here, before NumPy and PyTorch load: small products in many processes lose far more to waiting
threads than they gain (rendering took seven times the processor time with OpenBLAS's own threads)."""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
