"""Fields of what is reported; see `schema` for the notation."""

STATUS = """
Condition
type status reason message string
lastTransitionTime lastProbeTime lastHeartbeatTime lastUpdateTime Time
observedGeneration int64

NamespaceStatus
phase string
key=type conditions []Condition

NodeStatus
capacity allocatable map[Quantity]
phase string
key=type conditions []Condition
key=type addresses []NodeAddress
daemonEndpoints nodeInfo config features object
images volumesAttached runtimeHandlers []object
volumesInUse []string

NodeAddress
type address string

PodStatus
phase reason message nominatedNodeName hostIP podIP qosClass resize string
key=type conditions []Condition
key=ip hostIPs podIPs []PodIP
startTime Time
initContainerStatuses containerStatuses ephemeralContainerStatuses []ContainerStatus
resourceClaimStatuses []object

PodIP
ip string

ContainerStatus
name image imageID containerID string
ready started bool
restartCount int32
state lastState ContainerState
resources user object
allocatedResources map[Quantity]
volumeMounts allocatedResourcesStatus []object

ContainerState
running ContainerStateRunning
terminated ContainerStateTerminated
waiting ContainerStateWaiting

ContainerStateRunning
startedAt Time

ContainerStateTerminated
exitCode signal int32
reason message containerID string
startedAt finishedAt Time

ContainerStateWaiting
reason message string

ReplicationControllerStatus
replicas fullyLabeledReplicas readyReplicas availableReplicas int32
observedGeneration int64
key=type conditions []Condition

ReplicaSetStatus
replicas fullyLabeledReplicas readyReplicas availableReplicas int32
observedGeneration int64
key=type conditions []Condition

DeploymentStatus
replicas updatedReplicas readyReplicas availableReplicas unavailableReplicas collisionCount int32
observedGeneration int64
key=type conditions []Condition

StatefulSetStatus
replicas readyReplicas currentReplicas updatedReplicas availableReplicas collisionCount int32
currentRevision updateRevision string
observedGeneration int64
key=type conditions []Condition

DaemonSetStatus
currentNumberScheduled numberMisscheduled desiredNumberScheduled numberReady updatedNumberScheduled int32
numberAvailable numberUnavailable collisionCount int32
observedGeneration int64
key=type conditions []Condition

JobStatus
active succeeded failed terminating ready int32
startTime completionTime Time
completedIndexes failedIndexes string
uncountedTerminatedPods UncountedTerminatedPods
key=type conditions []Condition

UncountedTerminatedPods
succeeded failed []string

CronJobStatus
active []ObjectReference
lastScheduleTime lastSuccessfulTime Time

HorizontalPodAutoscalerStatus
currentReplicas desiredReplicas int32
observedGeneration int64
lastScaleTime Time
currentMetrics []object
key=type conditions []Condition

SimpleAutoscalerStatus
currentReplicas desiredReplicas currentCPUUtilizationPercentage int32
observedGeneration int64
lastScaleTime Time

PodDisruptionBudgetStatus
disruptionsAllowed currentHealthy desiredHealthy expectedPods int32
observedGeneration int64
disruptedPods map[Time]
key=type conditions []Condition

ResourceQuotaStatus
hard used map[Quantity]

PersistentVolumeStatus
phase message reason string
lastPhaseTransitionTime Time

PersistentVolumeClaimStatus
phase currentVolumeAttributesClassName string
accessModes []string
capacity allocatedResources map[Quantity]
allocatedResourceStatuses map[string]
modifyVolumeStatus object
key=type conditions []Condition

ServiceStatus
loadBalancer LoadBalancerStatus
key=type conditions []Condition

IngressStatus
loadBalancer LoadBalancerStatus

LoadBalancerStatus
ingress []LoadBalancerIngress

LoadBalancerIngress
ip hostname ipMode string
ports []object
"""
