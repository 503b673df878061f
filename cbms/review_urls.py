"""Addresses of the ministry's review of plans."""

from django.urls import path

from cbms.views import reviews

app_name = "reviews"
urlpatterns = [
    path("reviews/", reviews.review_list, name="review_list"),
    path("plans/<uuid:uid>/review/", reviews.review_detail, name="review_detail"),
    path("plans/<uuid:uid>/review/clear/", reviews.review_clear, name="review_clear"),
    path("plans/<uuid:uid>/review/return/", reviews.review_return, name="review_return"),
    path("plans/<uuid:uid>/review/claim/", reviews.review_claim, name="review_claim"),
    path("plans/<uuid:uid>/review/reviewer/", reviews.review_assign, name="review_assign"),
    path("plans/<uuid:uid>/review/comment/", reviews.comment_new, name="comment_new"),
    path("comments/<uuid:uid>/answer/", reviews.comment_answer, name="comment_answer"),
    path("comments/<uuid:uid>/resolve/", reviews.comment_resolve, name="comment_resolve"),
    path("comments/<uuid:uid>/reopen/", reviews.comment_reopen, name="comment_reopen"),
    path("comments/<uuid:uid>/withdraw/", reviews.comment_withdraw, name="comment_withdraw"),
]
