from django.urls import path

from tasks_app.demo import views

urlpatterns = [
    path("<slug:name>", views.page, name="demo-page"),
    path("<slug:name>/webhook", views.receiver, name="demo-receiver"),
]
