"""x"""
import pytest

def test_x(cast):
    b = cast.client("fp_dm")
    r = b.get("/meetings/offline/")
    assert r.status_code == 200, r.content.decode()
    r = b.get("/meetings/offline/dm/form.csv")
    print(r.content.decode())
    r = b.get("/fa-af/meetings/offline/dm/form.html")
    open("/tmp/form-fa.html","wb").write(r.content)
    r = b.get("/meetings/offline/dm/form.html")
    open("/tmp/form-en.html","wb").write(r.content)
    print(len(r.content))
