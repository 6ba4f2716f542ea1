"""The Gauss error function's complement for arrays, which NumPy has not.

With t = 2 / (2 + z), erfc(z) = t exp(-z^2 + p(2 t - 1)) for z >= 0, where the logarithm that p stands for is
smooth over the whole half-line (W. H. Press et al., Numerical Recipes, 3rd ed. 2007, section 6.2.2). The
polynomial p interpolates log(erfcx(z) / t) at 23 Chebyshev points; the error of erfc is below 1e-14.
"""

from __future__ import annotations

import numpy as np

from nnviz.nn.arrays import Array

COEFFICIENTS = (
    7.0753942608185435e-09,
    -1.1973948541866697e-07,
    1.258701124005832e-07,
    8.628311384793214e-07,
    -1.6339025260885658e-06,
    -2.3700336777951846e-06,
    8.848692464593826e-06,
    -3.856905494884519e-07,
    -3.0336062369839134e-05,
    3.205026913485778e-05,
    7.145064077895353e-05,
    -0.00017441881495750954,
    -9.374528491334426e-05,
    0.0006737069606787623,
    -0.0001462456950531517,
    -0.002345816673483697,
    0.001758933506045299,
    0.008824938899850901,
    -0.009872689367562292,
    -0.046895610244143085,
    0.047343306842011185,
    0.672643223977802,
    -0.6717940840566927,
)
"""Of p, the highest power first."""


def erfc_of_positive(z: Array, out: Array, power: Array) -> None:
    """Write erfc(z) to `out` for z >= 0, in place of nothing else but `power`, which is overwritten.

    Parameters
    ----------
    z
        Arguments, none negative; left as they are.
    out, power
        Arrays of the same shape and type.
    """
    u = power
    np.add(z, 2.0, u)
    np.divide(4.0, u, u)
    np.subtract(u, 1.0, u)  # 2 t - 1
    np.copyto(out, COEFFICIENTS[0])
    for coefficient in COEFFICIENTS[1:]:
        np.multiply(out, u, out)
        np.add(out, coefficient, out)
    np.add(u, 1.0, u)
    np.multiply(u, 0.5, u)  # t
    # log t joins the exponent last, so that z^2 needs no array of its own.
    np.log(u, u)
    np.add(out, u, out)
    np.multiply(z, z, u)
    np.subtract(out, u, out)
    np.exp(out, out)
