package main

import (
	"context"
	"fmt"
	"os"
	"time"

	v1 "k8s.io/api/core/v1"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/metadata"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
	"k8s.io/client-go/util/flowcontrol"
	"k8s.io/klog/v2"
	"k8s.io/kubernetes/pkg/controller/certificates/rootcacertpublisher"
	"k8s.io/kubernetes/pkg/controller/daemon"
	"k8s.io/kubernetes/pkg/controller/deployment"
	"k8s.io/kubernetes/pkg/controller/job"
	"k8s.io/kubernetes/pkg/controller/namespace"
	"k8s.io/kubernetes/pkg/controller/replicaset"
	"k8s.io/kubernetes/pkg/controller/serviceaccount"
	"k8s.io/kubernetes/pkg/controller/statefulset"
)

const workers = 2

// runControllers runs what a pod needs before it can be created (its namespace's `default` ServiceAccount and the
// cluster's CA), what ends a namespace, and what makes pods of workloads.
func runControllers(ctx context.Context, kubeconfig string) {
	config, err := clientcmd.BuildConfigFromFlags("", kubeconfig)
	if err != nil {
		fail(err)
	}
	// At the client's default of five calls a second the end of two namespaces takes half a minute.
	config.QPS, config.Burst = 200, 400
	if err := startControllers(ctx, config); err != nil && ctx.Err() == nil {
		fail(err)
	}
}

func startControllers(ctx context.Context, config *rest.Config) error {
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		return err
	}
	objects, err := metadata.NewForConfig(config)
	if err != nil {
		return err
	}
	if err := waitUntilReady(ctx, client); err != nil {
		return err
	}
	shared := informers.NewSharedInformerFactory(client, 0)
	core, apps := shared.Core().V1(), shared.Apps().V1()

	accounts, err := serviceaccount.NewServiceAccountsController(klog.FromContext(ctx), core.ServiceAccounts(),
		core.Namespaces(), client, serviceaccount.DefaultServiceAccountsControllerOptions())
	if err != nil {
		return err
	}
	publisher, err := rootcacertpublisher.NewPublisher(core.ConfigMaps(), core.Namespaces(), client, config.CAData)
	if err != nil {
		return err
	}
	deployments, err := deployment.NewDeploymentController(ctx, apps.Deployments(), apps.ReplicaSets(), core.Pods(),
		clientOf(config, "deployment-controller"))
	if err != nil {
		return err
	}
	replicaSets := replicaset.NewReplicaSetController(ctx, apps.ReplicaSets(), core.Pods(),
		clientOf(config, "replicaset-controller"), replicaset.BurstReplicas)
	statefulSets := statefulset.NewStatefulSetController(ctx, core.Pods(), apps.StatefulSets(),
		core.PersistentVolumeClaims(), apps.ControllerRevisions(), clientOf(config, "statefulset-controller"))
	daemonSets, err := daemon.NewDaemonSetsController(ctx, apps.DaemonSets(), apps.ControllerRevisions(), core.Pods(),
		core.Nodes(), clientOf(config, "daemon-set-controller"), flowcontrol.NewBackOff(time.Second, time.Minute))
	if err != nil {
		return err
	}
	jobs, err := job.NewController(ctx, core.Pods(), shared.Batch().V1().Jobs(), clientOf(config, "job-controller"))
	if err != nil {
		return err
	}
	namespaces := namespace.NewNamespaceController(ctx, client, objects,
		client.Discovery().ServerPreferredNamespacedResources, core.Namespaces(), 5*time.Minute, v1.FinalizerKubernetes)

	shared.Start(ctx.Done())
	for _, runOne := range []func(context.Context, int){
		accounts.Run, publisher.Run, deployments.Run, replicaSets.Run, statefulSets.Run, daemonSets.Run, jobs.Run,
		namespaces.Run,
	} {
		go runOne(ctx, workers)
	}
	return nil
}

// clientOf speaks as the controller's own ServiceAccount, so that admission sees who it would see in a cluster.
func clientOf(config *rest.Config, controller string) kubernetes.Interface {
	own := rest.CopyConfig(config)
	own.Impersonate = rest.ImpersonationConfig{
		UserName: "system:serviceaccount:kube-system:" + controller,
		Groups:   []string{"system:serviceaccounts", "system:serviceaccounts:kube-system", "system:authenticated"},
	}
	return kubernetes.NewForConfigOrDie(own)
}

func waitUntilReady(ctx context.Context, client kubernetes.Interface) error {
	for {
		err := client.Discovery().RESTClient().Get().AbsPath("/readyz").Do(ctx).Error()
		if err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(50 * time.Millisecond):
		}
	}
}

func fail(err error) {
	fmt.Fprintf(os.Stderr, "controllers: %v\n", err)
	os.Exit(1)
}
